package dev.mlintern.e2e;

import dev.mlintern.localhub.EmbeddedHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Somebody with a built checkout named `ml-intern`, a home without anything in it, the real client
/// on the path, and for a Hub an embedded one. Nothing leaves the machine.
final class NewUser implements AutoCloseable {
  static final String TOKEN = "hf_" + "x".repeat(34);
  private static final Duration BOUND = Duration.ofMinutes(2);
  private static final Path BUILD = Path.of(System.getProperty("ml-intern.jar")).getParent();

  private final Path folder;
  private final EmbeddedHub hub;
  private final RefusingProxy proxy;

  private NewUser(Path folder, EmbeddedHub hub, RefusingProxy proxy) {
    this.folder = folder;
    this.hub = hub;
    this.proxy = proxy;
  }

  /// @param datasets names of datasets that the Hub has
  static NewUser in(Path folder, String... datasets) throws IOException {
    ClaudeProject.copyTo(folder.resolve("ml-intern"));
    Path target = Files.createDirectories(folder.resolve("ml-intern/target"));
    for (String jar : List.of("approve-tool-use.jar", "session-start.jar", "session-end.jar")) {
      Files.copy(BUILD.resolve(jar), target.resolve(jar));
    }
    ClaudeProject.copyTree(BUILD.resolve("plugin"), target.resolve("plugin"));
    for (String dataset : datasets) {
      seed(folder.resolve("hub/datasets").resolve(dataset));
    }
    return new NewUser(folder, EmbeddedHub.start(folder.resolve("hub"), 0), RefusingProxy.start());
  }

  static void seed(Path dataset) throws IOException {
    Files.createDirectories(dataset);
    Files.writeString(
        dataset.resolve("train.jsonl"), "{\"text\": \"a fine film\", \"label\": 1}\n".repeat(20));
  }

  /// The folder that the checkout lies in.
  Path folder() {
    return folder;
  }

  Path checkout() {
    return folder.resolve("ml-intern");
  }

  EmbeddedHub hub() {
    return hub;
  }

  /// A folder of this user's, made if need be.
  Path own(String name) throws IOException {
    return Files.createDirectories(folder.resolve(name));
  }

  /// Runs lines of shell in the checkout, logged in to the Hub.
  FinishedCommand types(String lines) throws IOException {
    return types(checkout(), lines, "", account());
  }

  /// Runs lines of shell.
  ///
  /// @param more variables beside those every process of the test gets
  FinishedCommand types(Path where, String lines, String input, Map<String, String> more)
      throws IOException {
    var variables = new TreeMap<>(proxy.environment());
    variables.put("PATH", ClaudeInstall.binary().getParent() + ":" + System.getenv("PATH"));
    variables.put("HOME", own("home").toString());
    variables.put("CLAUDE_CONFIG_DIR", own("home/.claude").toString());
    variables.put("TMPDIR", own("home/tmp").toString());
    variables.put("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1");
    variables.put("DISABLE_AUTOUPDATER", "1");
    variables.put("CLAUDE_CODE_DISABLE_OFFICIAL_MARKETPLACE_AUTOINSTALL", "1");
    variables.put("ML_INTERN_JAVA_HOME", System.getProperty("java.home"));
    variables.put("ML_INTERN_AOT_CACHE", "0"); // A cache made aside would outlive the test.
    variables.put("ML_INTERN_SAVE_SESSIONS", "0");
    variables.putAll(more);
    Command command = Command.of(where, "bash", "-e", "-c", lines);
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      command = command.with(variable.getKey(), variable.getValue());
    }
    try (RunningCommand running = command.start()) {
      if (!input.isEmpty()) {
        running.send(input);
      }
      running.endInput();
      return running.await(BOUND);
    }
  }

  Map<String, String> account() {
    return Map.of("HF_ENDPOINT", hub.endpoint().toString(), "HF_TOKEN", TOKEN);
  }

  /// What makes the client talk to `model`.
  static Map<String, String> modelOf(ScriptedModel model) {
    return Map.of("ANTHROPIC_BASE_URL", model.url(), "ANTHROPIC_API_KEY", "no-key");
  }

  @Override
  public void close() throws IOException {
    proxy.close();
    hub.close();
  }
}
