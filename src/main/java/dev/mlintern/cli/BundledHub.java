package dev.mlintern.cli;

import dev.mlintern.localhub.EmbeddedHub;
import dev.mlintern.localhub.store.Folders;
import dev.mlintern.settings.Setting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The embedded Hub over the few repos in this jar, in a temporary folder that goes away with it.
final class BundledHub implements AutoCloseable {
  /// Paths of the bundled files, one a line, relative to the list itself: a jar cannot be listed
  /// without opening it a second time.
  private static final String LIST = "/demo/files.txt";

  private final Path folder;
  private final EmbeddedHub hub;

  /// For an end by Ctrl-C, which runs no `finally`.
  private final Thread cleaner = new Thread(this::cleanUp, "demo-hub-cleaner");

  private BundledHub(Path folder, EmbeddedHub hub) {
    this.folder = folder;
    this.hub = hub;
    Runtime.getRuntime().addShutdownHook(cleaner);
  }

  static BundledHub start() throws IOException {
    Path folder = Files.createTempDirectory("ml-intern-demo-");
    try {
      for (String file : files()) {
        copy(file, folder.resolve("hub").resolve(file));
      }
      return new BundledHub(folder, EmbeddedHub.start(folder.resolve("hub"), 0));
    } catch (IOException | RuntimeException e) {
      Folders.delete(folder);
      throw e;
    }
  }

  static List<String> files() throws IOException {
    try (var list = new BufferedReader(new InputStreamReader(open(LIST), StandardCharsets.UTF_8))) {
      return list.lines().toList();
    }
  }

  private static void copy(String file, Path target) throws IOException {
    Files.createDirectories(target.getParent());
    try (InputStream in = open("/demo/" + file)) {
      Files.copy(in, target);
    }
  }

  private static InputStream open(String resource) throws IOException {
    InputStream in = BundledHub.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IOException(resource + " is missing from the jar: build it again");
    }
    return in;
  }

  /// How many repos of a kind there are: `models` or `datasets`.
  static long count(String kind) throws IOException {
    return files().stream()
        .filter(file -> file.startsWith(kind + "/"))
        .map(file -> file.split("/")[2])
        .distinct()
        .count();
  }

  String endpoint() {
    return hub.endpoint().toString();
  }

  /// The only settings a program needs to talk to this Hub and to nothing else: no token, state and
  /// caches in the temporary folder.
  Map<Setting, String> settings() {
    return Map.of(
        Setting.HF_ENDPOINT, endpoint(),
        Setting.ML_INTERN_DATASETS_SERVER, hub.viewerEndpoint().toString(),
        Setting.HF_HOME, folder.resolve("hf").toString(),
        Setting.ML_INTERN_HOME, folder.resolve("state").toString(),
        Setting.NO_PROXY, "*");
  }

  @Override
  public void close() throws IOException {
    Runtime.getRuntime().removeShutdownHook(cleaner);
    try {
      hub.close();
    } finally {
      Folders.delete(folder);
    }
  }

  private void cleanUp() {
    try {
      hub.close();
      Folders.delete(folder);
    } catch (IOException e) {
      System.err.println("ml-intern: " + folder + " is left behind: " + e.getMessage());
    }
  }
}
