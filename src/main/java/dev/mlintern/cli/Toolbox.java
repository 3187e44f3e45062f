package dev.mlintern.cli;

import dev.mlintern.hub.HubDocs;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.Gate;
import dev.mlintern.tools.LazyTool;
import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolCatalogue;
import dev.mlintern.tools.ToolRunner;
import dev.mlintern.tools.ToolSelection;
import dev.mlintern.tools.datasets.DatasetTool;
import dev.mlintern.tools.docs.ExploreDocs;
import dev.mlintern.tools.docs.FetchDocs;
import dev.mlintern.tools.docs.FindHfApi;
import dev.mlintern.tools.github.GitHubFindExamples;
import dev.mlintern.tools.github.GitHubListRepos;
import dev.mlintern.tools.github.GitHubReadFile;
import dev.mlintern.tools.hubsearch.HubRepoDetails;
import dev.mlintern.tools.hubsearch.HubRepoSearch;
import dev.mlintern.tools.hubsearch.KnownTypes;
import dev.mlintern.tools.jobs.HfJobs;
import dev.mlintern.tools.repos.RepoFilesTool;
import dev.mlintern.tools.repos.RepoGitTool;
import dev.mlintern.tools.sandbox.BashTool;
import dev.mlintern.tools.sandbox.EditTool;
import dev.mlintern.tools.sandbox.ReadTool;
import dev.mlintern.tools.sandbox.SeenFiles;
import dev.mlintern.tools.sandbox.WriteTool;
import dev.mlintern.tools.web.WebSearchTool;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// All tools of the product, in the order they are listed, ready to run.
final class Toolbox {
  private static final BigDecimal SHORTEST_SECONDS = BigDecimal.ONE;
  private static final BigDecimal LONGEST_SECONDS = BigDecimal.valueOf(3_600);

  private Toolbox() {}

  /// All tools of a program that calls none of them, or forgets them before it ends.
  static ToolCatalogue everything(Settings settings) {
    return everything(settings, new Clients(settings));
  }

  /// What the settings let be served, a line a tool. Nothing is built before its first call: no
  /// client, no token look-up.
  private static ToolCatalogue everything(Settings settings, Clients clients) {
    var tools = new ArrayList<Tool>(everywhere(settings, clients));
    if (!settings.flag(Setting.ML_INTERN_LOCAL_MODE)) {
      tools.addAll(inSandboxes(clients));
    }
    return ToolCatalogue.of(tools);
  }

  /// In local mode Claude Code's own tools do the file work, so there is nothing to rent.
  private static List<Tool> inSandboxes(Clients clients) {
    var seen = new SeenFiles();
    return List.of(
        LazyTool.of("sandbox_create", () -> clients.sandboxes().createTool()),
        LazyTool.of("sandbox_status", () -> clients.sandboxes().statusTool()),
        LazyTool.of("sandbox_destroy", () -> clients.sandboxes().destroyTool()),
        LazyTool.of("bash", () -> new BashTool(clients.sandboxes().sandboxes())),
        LazyTool.of("read", () -> new ReadTool(clients.sandboxes().sandboxes(), seen)),
        LazyTool.of("write", () -> new WriteTool(clients.sandboxes().sandboxes(), seen)),
        LazyTool.of("edit", () -> new EditTool(clients.sandboxes().sandboxes(), seen)));
  }

  private static List<Tool> everywhere(Settings settings, Clients clients) {
    var types = new KnownTypes();
    return List.of(
        LazyTool.of("hub_repo_search", () -> new HubRepoSearch(clients.hub(), types)),
        LazyTool.of("hub_repo_details", () -> new HubRepoDetails(clients.hub(), settings, types)),
        LazyTool.of("hf_inspect_dataset", () -> new DatasetTool(clients.hub())),
        LazyTool.of("hf_papers", clients::papers),
        LazyTool.of("explore_hf_docs", () -> new ExploreDocs(new HubDocs(clients.hub()))),
        LazyTool.of("fetch_hf_docs", () -> new FetchDocs(new HubDocs(clients.hub()))),
        LazyTool.of("find_hf_api", () -> new FindHfApi(new HubDocs(clients.hub()))),
        LazyTool.of("github_find_examples", () -> new GitHubFindExamples(clients.github())),
        LazyTool.of("github_list_repos", () -> new GitHubListRepos(clients.github())),
        LazyTool.of("github_read_file", () -> new GitHubReadFile(clients.github())),
        LazyTool.of("web_search", () -> new WebSearchTool(clients.webSearch())),
        LazyTool.of("hf_repo_git", () -> new RepoGitTool(clients.hub())),
        LazyTool.of("hf_jobs", () -> jobs(settings, clients)),
        LazyTool.of(
            "hf_repo_files",
            () -> new RepoFilesTool(clients.hub(), settings, Path.of("").toAbsolutePath())));
  }

  private static HfJobs jobs(Settings settings, Clients clients) {
    boolean local = settings.flag(Setting.ML_INTERN_LOCAL_MODE);
    return new HfJobs(
        clients.hub(),
        settings,
        () -> local ? Optional.empty() : Optional.of(clients.sandboxes().sandboxes()));
  }

  /// @param clients to close when the program ends
  /// @throws dev.mlintern.tools.ToolFailure when the selection names what does not exist
  static ToolRunner runner(Settings settings, ToolSelection selection, Clients clients) {
    BigDecimal seconds =
        settings.number(Setting.ML_INTERN_TOOL_TIMEOUT).max(SHORTEST_SECONDS).min(LONGEST_SECONDS);
    var own = new OwnSecrets(settings);
    return new ToolRunner(
        everything(settings, clients).select(selection),
        Duration.ofMillis(seconds.movePointRight(3).longValue()),
        text -> clients.withoutSandboxSecrets(own.apply(text)),
        Gate.of(settings, Clock.systemUTC()));
  }

  /// What the environment says about the tools to serve.
  static ToolSelection selection(Settings settings) {
    return new ToolSelection(
        names(settings, Setting.ML_INTERN_TOOLSETS),
        names(settings, Setting.ML_INTERN_TOOLS),
        names(settings, Setting.ML_INTERN_EXCLUDE),
        settings.flag(Setting.ML_INTERN_READ_ONLY));
  }

  private static List<String> names(Settings settings, Setting setting) {
    return settings.text(setting).map(ToolSelection::names).orElse(List.of());
  }
}
