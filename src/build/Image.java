import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Packs what `target/plugin` holds together with a Java runtime of its own, for machines without
/// Java: `ml-intern-<os>-<arch>.tar.gz` with its start-up caches, `ml-intern-<os>-<arch>.mcpb`, and
/// `SHA256SUMS` over everything that is handed out.
///
/// Usage: `java Image.java PROJECT BUILD VERSION TIMESTAMP`, on the JDK the runtime is cut from.
///
/// Sources: the MCP bundle's manifest 0.3 (npm `@anthropic-ai/mcpb`); the JVM accepts an AOT cache
/// when jars keep their name, size and modification time, wherever the folder lies.
public final class Image {
  /// Tools at work load these by reflection or as services, where `jdeps` does not see them: TLS
  /// with elliptic curves, foreign character sets of web pages.
  private static final List<String> HIDDEN_MODULES = List.of("jdk.crypto.ec", "jdk.charsets");

  private static final List<String> HANDED_OUT = List.of(".jar", ".tar.gz", ".mcpb", "bom.json");

  private final Path project;
  private final Path build;
  private final String version;
  private final FileTime timestamp;
  private final Path image;

  private Image(String[] args) {
    this.project = Path.of(args[0]);
    this.build = Path.of(args[1]);
    this.version = args[2];
    this.timestamp = FileTime.from(Instant.parse(args[3]));
    this.image = build.resolve("image").resolve("ml-intern");
  }

  public static void main(String[] args) throws Exception {
    new Image(args).make();
  }

  private void make() throws Exception {
    delete(build.resolve("image"));
    copyPlugin();
    cutRuntime();
    date(image);
    String name = "ml-intern-" + os() + "-" + arch();
    bundle(build.resolve(name + ".mcpb"));
    makeCaches();
    Path archive = build.resolve(name + ".tar.gz");
    run(image.getParent(), "tar", "-czf", archive.toString(), "ml-intern");
    sum();
  }

  // ---- the folder ----------------------------------------------------------------------------

  private void copyPlugin() throws IOException {
    Path plugin = build.resolve("plugin");
    try (Stream<Path> files = Files.walk(plugin)) {
      for (Path file : files.toList()) {
        Path copy = image.resolve(plugin.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
    for (String program : List.of("ml-intern", "hooks/ml-intern-hook")) {
      image.resolve(program).toFile().setExecutable(true, false);
    }
  }

  private void cutRuntime() throws IOException {
    var modules = new TreeSet<>(HIDDEN_MODULES);
    String needed =
        tool(
            "jdeps",
            "--multi-release",
            "25",
            "--ignore-missing-deps",
            "--print-module-deps",
            image.resolve("ml-intern.jar").toString());
    modules.addAll(List.of(needed.strip().split(",")));
    Path home = Path.of(System.getProperty("java.home"));
    tool(
        "jlink",
        "--add-modules",
        String.join(",", modules),
        "--release-info",
        home.resolve("release").toString(),
        "--strip-java-debug-attributes",
        "--no-header-files",
        "--no-man-pages",
        "--output",
        image.resolve("runtime").toString());
  }

  /// As the launchers would make them on a first start; both look for them under these names.
  private void makeCaches() throws Exception {
    run(image, "sh", "ml-intern", "--make-cache");
    run(image, "sh", "hooks/ml-intern-hook", "make-caches");
    // The hooks' launcher writes for its user alone; this folder may be unpacked by another.
    try (Stream<Path> files = Files.walk(image)) {
      files
          .filter(f -> f.toString().endsWith(".aot"))
          .forEach(f -> f.toFile().setReadable(true, false));
    }
  }

  // ---- the bundle ----------------------------------------------------------------------------

  /// Files only, for unpackers that trip over folders; without modes, which some drop anyway: the
  /// launcher makes its runtime executable.
  private void bundle(Path target) throws IOException {
    String manifest =
        Files.readString(project.resolve("src/mcpb/manifest.json"))
            .replace("${project.version}", version)
            .replace("${platform}", os().equals("macos") ? "darwin" : os());
    try (var zip = new ZipOutputStream(Files.newOutputStream(target));
        Stream<Path> files = Files.walk(image)) {
      entry(zip, "manifest.json");
      zip.write(manifest.getBytes(StandardCharsets.UTF_8));
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        entry(zip, image.relativize(file).toString());
        Files.copy(file, zip);
      }
    }
  }

  private void entry(ZipOutputStream zip, String name) throws IOException {
    var entry = new ZipEntry(name);
    entry.setLastModifiedTime(timestamp);
    zip.putNextEntry(entry);
  }

  // ---- checksums -----------------------------------------------------------------------------

  private void sum() throws Exception {
    var lines = new ArrayList<String>();
    try (Stream<Path> files = Files.list(build)) {
      for (Path file : files.filter(Image::isHandedOut).sorted().toList()) {
        var digest = MessageDigest.getInstance("SHA-256");
        try (var in = Files.newInputStream(file)) {
          byte[] buffer = new byte[1 << 16];
          for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            digest.update(buffer, 0, n);
          }
        }
        lines.add(HexFormat.of().formatHex(digest.digest()) + "  " + file.getFileName());
      }
    }
    Files.write(build.resolve("SHA256SUMS"), lines);
  }

  private static boolean isHandedOut(Path file) {
    String name = file.getFileName().toString();
    return Files.isRegularFile(file)
        && !name.startsWith("original-")
        && HANDED_OUT.stream().anyMatch(name::endsWith);
  }

  // ---- this machine --------------------------------------------------------------------------

  private static String os() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return name.startsWith("mac") ? "macos" : name;
  }

  private static String arch() {
    return switch (System.getProperty("os.arch")) {
      case "amd64", "x86_64" -> "x64";
      case "aarch64", "arm64" -> "arm64";
      case String other -> other;
    };
  }

  private void date(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> !Files.isSymbolicLink(f)).toList()) {
        Files.setLastModifiedTime(file, timestamp);
      }
    }
  }

  private static String tool(String name, String... args) throws IOException {
    var out = new java.io.StringWriter();
    var said = new java.io.PrintWriter(out);
    int code = ToolProvider.findFirst(name).orElseThrow().run(said, said, args);
    said.flush();
    if (code != 0) {
      throw new IOException(name + " failed with exit code " + code + ": " + out);
    }
    return out.toString();
  }

  private static void run(Path folder, String... command) throws Exception {
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(key -> key.startsWith("ML_INTERN_"));
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes());
    if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + " failed: " + said);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          file.toFile().setWritable(true);
          Files.delete(file);
        }
      }
    }
  }
}
