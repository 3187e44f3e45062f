package dev.mlintern.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.e2e.Command;
import dev.mlintern.e2e.FinishedCommand;
import dev.mlintern.e2e.NpmPackage;
import dev.mlintern.e2e.RunningCommand;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The MCP bundle (`.mcpb`).
@Timeout(300)
class BundleIT {
  @TempDir private Path temp;

  @Test
  void theServerStartsFromABundleUnpackedWithoutFileModes() throws IOException {
    Path folder = temp.resolve("un packed");
    try (InputStream in = Files.newInputStream(HandedOut.file(".mcpb"));
        var zip = new ZipInputStream(in)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = folder.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.copy(zip, file);
      }
    }
    try (RunningCommand server = HandedOut.server(folder, temp)) {
      HandedOut.assertRunsOnItsOwnJava(server, folder);
    }
  }

  @Test
  void theOfficialToolUnpacksItAndFindsTheManifestValid() throws IOException {
    String mcpb = new NpmPackage("@anthropic-ai/mcpb", "2.1.2", "mcpb").binary().toString();
    Path folder = temp.resolve("unpacked");

    FinishedCommand unpack = run(mcpb, "unpack", HandedOut.file(".mcpb"), folder);
    FinishedCommand validate = run(mcpb, "validate", folder.resolve("manifest.json"));

    assertThat(unpack.exitCode()).as(unpack.stdout() + unpack.stderr()).isZero();
    assertThat(validate.exitCode()).as(validate.stdout() + validate.stderr()).isZero();
  }

  private FinishedCommand run(String program, Object... arguments) {
    String[] line = new String[arguments.length + 1];
    line[0] = program;
    for (int i = 0; i < arguments.length; i++) {
      line[i + 1] = arguments[i].toString();
    }
    return Command.of(temp, line).with("HOME", temp).run(HandedOut.BOUND);
  }
}
