package dev.mlintern.tools.jobs;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.CommitFile;
import dev.mlintern.hub.FilePath;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubCommits;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubFault;
import dev.mlintern.hub.HubRepos;
import dev.mlintern.hub.RepoId;
import dev.mlintern.hub.RepoType;
import dev.mlintern.hub.jobs.JobVolume;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.jobs.JobPlan.LargeScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where scripts go that are too large for a job's command: a private dataset of the namespace,
/// mounted read-only (spec tools-act J6).
final class ScriptStore {
  private static final String NAME = "ml-intern-job-scripts";
  private static final String MOUNT = "/ml-intern-scripts";

  private final HubClient hub;

  ScriptStore(HubClient hub) {
    this.hub = hub;
  }

  /// Commits the script of a plan.
  ///
  /// @return the plan that mounts it
  JobPlan store(JobPlan plan, String namespace, CallScope scope) {
    LargeScript script = plan.largeScript().orElseThrow();
    RepoId repo = new RepoId(namespace + "/" + NAME);
    requirePrivate(repo, scope);
    String path = plan.label() + "/" + script.fileName();
    Optional<HubCommits.Committed> commit = commit(repo, path, script, scope);
    var volume =
        new JobVolume(
            "dataset",
            repo.toString(),
            MOUNT,
            Optional.of(true),
            commit.map(HubCommits.Committed::oid).filter(oid -> !oid.isBlank()),
            Optional.empty());
    return plan.withMounted(volume, MOUNT + "/" + path);
  }

  private Optional<HubCommits.Committed> commit(
      RepoId repo, String path, LargeScript script, CallScope scope) {
    Path file = null;
    try {
      file = Files.createTempFile("ml-intern-script", ".py");
      Files.write(file, script.content());
      return new HubCommits(hub)
          .commit(
              RepoType.DATASET,
              repo,
              "Add the script of a job",
              List.of(CommitFile.of(new FilePath(path), file)),
              scope);
    } catch (IOException e) {
      throw new ToolFailure(
          "hf_jobs: the script could not be stored in "
              + repo
              + ": "
              + e.getMessage()
              + ". Nothing was submitted.",
          e);
    } finally {
      delete(file);
    }
  }

  private static void delete(Path file) {
    if (file != null) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException _) {
        file.toFile().deleteOnExit();
      }
    }
  }

  private void requirePrivate(RepoId repo, CallScope scope) {
    try {
      new HubCommits(hub).create(RepoType.DATASET, repo, true, scope);
    } catch (HubException e) {
      if (e.fault() != HubFault.CONFLICT) {
        throw e;
      }
    }
    var info =
        new HubRepos(hub)
            .info(RepoType.DATASET, repo, Optional.empty(), List.of("private"), scope)
            .json();
    if (!info.path("private").asBoolean(false)) {
      throw new ToolFailure(
          "hf_jobs: the script is too large for a job's command and would go into the dataset "
              + repo
              + ", but that is public. Make it private (hf_repo_git update_repo). Nothing was"
              + " submitted.");
    }
  }
}
