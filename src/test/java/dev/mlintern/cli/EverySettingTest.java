package dev.mlintern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.ToolCalls;
import dev.mlintern.tools.ToolRunner;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The guide's table of variables: each has an effect, shown by the test named here or by one
/// below. A new variable fails until somebody shows what it does.
class EverySettingTest {
  private static final Path TESTS = Path.of("src/test");
  private static final String HERE = "EverySettingTest.java";

  private static final Map<String, String> SHOWN_BY = new TreeMap<>();

  static {
    shown("HubTokenTest.java", "HF_TOKEN HUGGING_FACE_HUB_TOKEN HF_TOKEN_PATH HF_HOME");
    shown("HubTokenTest.java", "XDG_CACHE_HOME");
    shown("HubEndpointTest.java", "HF_ENDPOINT ML_INTERN_DATASETS_SERVER");
    shown("OfflineInterceptorTest.java", "HF_HUB_OFFLINE");
    shown("HubReadsTest.java", "HF_HUB_DISABLE_IMPLICIT_TOKEN");
    shown("UserAgentInterceptorTest.java", "HF_HUB_USER_AGENT_ORIGIN");
    shown("FindExamplesCasesTest.java", "GITHUB_TOKEN");
    shown("GitHubDouble.java", "ML_INTERN_GITHUB_API");
    shown("RawHostTest.java", "ML_INTERN_GITHUB_RAW");
    shown(HERE, "BRAVE_API_KEY TAVILY_API_KEY");
    shown("WebSearchCasesTest.java", "SEARXNG_URL ML_INTERN_WEB_SEARCH");
    shown("ResearchFaultsTest.java", "S2_API_KEY");
    shown("TextSourcesTest.java", "ML_INTERN_S2_API ML_INTERN_ARXIV ML_INTERN_ARXIV_API");
    shown("TextSourcesTest.java", "ML_INTERN_AR5IV");
    shown("EnvironmentProxiesTest.java", "HTTPS_PROXY HTTP_PROXY ALL_PROXY NO_PROXY");
    shown("ExtraAuthoritiesTest.java", "SSL_CERT_FILE");
    shown("ReplyCacheTest.java", "ML_INTERN_HOME ML_INTERN_CACHE");
    shown(HERE, "ML_INTERN_TOOLSETS ML_INTERN_TOOLS ML_INTERN_EXCLUDE ML_INTERN_READ_ONLY");
    shown("BadInputIT.java", "ML_INTERN_TOOL_TIMEOUT");
    shown("GateTest.java", "ML_INTERN_YOLO ML_INTERN_YOLO_CAP_USD ML_INTERN_MAX_JOB_USD");
    shown("cases.jsonl", "ML_INTERN_CONFIRM_CPU_JOBS ML_INTERN_CONFIRM_SANDBOX");
    shown("cases.jsonl", "ML_INTERN_STRICT_WRITES ML_INTERN_SHELL_GATE");
    shown("PolicyAdmissionTest.java", "ML_INTERN_ALLOW_PUBLIC ML_INTERN_ALLOW_SCHEDULED");
    shown("PolicyAdmissionTest.java", "ML_INTERN_ALLOW_REPO_REMOVAL");
    shown("RepoFilesLocalTest.java", "ML_INTERN_UPLOAD_ROOTS");
    shown("UploadRefusalsTest.java", "ML_INTERN_SAVE_SESSIONS");
    shown("SessionUploadsTest.java", "ML_INTERN_SESSION_REPO ML_INTERN_UPLOAD_TOOL_RESULTS");
    shown("UploadContentsTest.java", "ML_INTERN_REDACT_PII");
    shown("SandboxServerIT.java", "ML_INTERN_LOCAL_MODE CLAUDE_CODE_SESSION_ID");
    shown("SandboxFaultsTest.java", "ML_INTERN_SANDBOX_START_SECONDS");
    shown("RepoFilesRig.java", "CLAUDE_PROJECT_DIR");
    shown("SessionEndLauncherIT.java", "CLAUDE_CONFIG_DIR");
    // Not of the program's own list: the launcher's and the hooks'.
    shown("LauncherIT.java", "ML_INTERN_JAVA_HOME ML_INTERN_AOT_CACHE");
  }

  private static void shown(String file, String variables) {
    for (String variable : variables.split(" ")) {
      SHOWN_BY.put(variable, file);
    }
  }

  @Test
  void everyVariableIsShownToHaveAnEffect() {
    assertThat(SHOWN_BY.keySet())
        .containsAll(Arrays.stream(Setting.values()).map(Setting::name).toList());
  }

  @Test
  void theTestsNamedSetTheirVariables() throws IOException {
    Map<String, Path> files;
    try (Stream<Path> all = Files.walk(TESTS)) {
      files =
          all.filter(Files::isRegularFile)
              .collect(
                  Collectors.toMap(
                      file -> file.getFileName().toString(), file -> file, (one, _) -> one));
    }
    for (Map.Entry<String, String> shown : SHOWN_BY.entrySet()) {
      assertThat(files).containsKey(shown.getValue());
      assertThat(Files.readString(files.get(shown.getValue())))
          .as(shown.toString())
          .containsPattern("\\b" + shown.getKey() + "\\b");
    }
  }

  @Test
  void toolsetsAndToolsSayWhatIsServed() {
    Set<String> papers = served(Map.of("ML_INTERN_TOOLSETS", "papers"));
    Set<String> both = served(Map.of("ML_INTERN_TOOLSETS", "papers", "ML_INTERN_TOOLS", "hf_jobs"));

    assertThat(papers).contains("hf_papers").doesNotContain("hf_jobs", "hf_inspect_dataset");
    assertThat(both).contains("hf_papers", "hf_jobs").hasSize(papers.size() + 1);
    assertThat(served(Map.of("ML_INTERN_TOOLS", "hf_jobs"))).containsExactly("hf_jobs");
  }

  @Test
  void whatIsExcludedOrChangesSomethingIsLeftOut() {
    Set<String> all = served(Map.of());

    assertThat(served(Map.of("ML_INTERN_EXCLUDE", "hf_jobs, web_search")))
        .hasSize(all.size() - 2)
        .doesNotContain("hf_jobs", "web_search");
    assertThat(served(Map.of("ML_INTERN_READ_ONLY", "1")))
        .contains("hf_papers")
        .doesNotContain("hf_jobs", "hf_repo_files", "sandbox_create", "bash", "write");
  }

  @Test
  void aSearchServiceIsAskedOnceItsKeyIsSet() throws Exception {
    assertThat(searchedInVain(Map.of())).doesNotContain("Brave:", "Tavily:");
    assertThat(searchedInVain(Map.of("BRAVE_API_KEY", "key"))).contains("Brave:");
    assertThat(searchedInVain(Map.of("TAVILY_API_KEY", "key"))).contains("Tavily:");
  }

  /// What a search says that reaches nobody: the services it tried.
  private static String searchedInVain(Map<String, String> keys) throws Exception {
    var environment = new TreeMap<>(keys);
    environment.put("HTTPS_PROXY", "http://127.0.0.1:" + closedPort());
    Settings settings = Settings.of(environment, Path.of("/nowhere"));
    var tools =
        new ToolCalls(
            new ToolRunner(
                Toolbox.everything(settings), Duration.ofSeconds(30), UnaryOperator.identity()));
    return tools.error("web_search", "{\"query\":\"anything\"}");
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static Set<String> served(Map<String, String> environment) {
    Settings settings = Settings.of(environment, Path.of("/nowhere"));
    List<String> names =
        Toolbox.everything(settings).select(Toolbox.selection(settings)).names().stream().toList();
    return Set.copyOf(names);
  }
}
