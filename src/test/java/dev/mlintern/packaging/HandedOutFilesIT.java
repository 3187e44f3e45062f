package dev.mlintern.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Checksums and the bill of materials.
class HandedOutFilesIT {
  @Test
  void everyChecksumIsThatOfTheFileBesideIt() throws Exception {
    var sums = new TreeMap<String, String>();
    for (String line : Files.readAllLines(HandedOut.BUILD.resolve("SHA256SUMS"))) {
      sums.put(line.substring(66), line.substring(0, 64));
    }
    assertThat(sums.keySet())
        .contains("ml-intern.jar", "approve-tool-use.jar", "session-start.jar", "bom.json")
        .anyMatch(name -> name.endsWith(".tar.gz"))
        .anyMatch(name -> name.endsWith(".mcpb"));
    for (var sum : sums.entrySet()) {
      byte[] file = Files.readAllBytes(HandedOut.BUILD.resolve(sum.getKey()));
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(file);
      assertThat(HexFormat.of().formatHex(digest)).as(sum.getKey()).isEqualTo(sum.getValue());
    }
  }

  @Test
  void theBillOfMaterialsNamesWhatIsInTheJarAndNothingOfTheTests() throws IOException {
    JsonNode bom = JsonMapper.shared().readTree(HandedOut.BUILD.resolve("bom.json").toFile());
    List<String> names =
        bom.get("components").valueStream().map(c -> c.get("name").asString()).toList();

    assertThat(bom.get("bomFormat").asString()).isEqualTo("CycloneDX");
    assertThat(names)
        .contains("okhttp-jvm", "jackson-databind", "json-schema-validator", "picocli", "jsoup")
        .doesNotContain("junit-jupiter", "mockito-core", "archunit", "mcp-core");
    try (var jar = new JarFile(Path.of(System.getProperty("ml-intern.jar")).toFile())) {
      assertThat(jar.getEntry("okhttp3/OkHttpClient.class")).isNotNull();
      assertThat(jar.getEntry("org/mockito/Mockito.class")).isNull();
    }
  }
}
