package dev.mlintern.tools.repos;

import dev.mlintern.hub.CommitUnclear;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubFault;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolCall;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/// `hf_repo_files`: list, read and change the files of a repository (spec tools-act §8).
public final class RepoFilesTool implements Tool {
  private static final ToolSpec SPEC = ToolSpec.load("hf_repo_files");
  private static final Set<String> READING = Set.of("list", "read", "info", "history");
  private static final Duration LOCAL_FILES = Duration.ofHours(2);
  private static final Duration SMALL_COMMIT = Duration.ofMinutes(5);

  private final HubClient hub;
  private final RepoFilesListing listing;
  private final RepoFilesReader reader;
  private final RepoFilesFacts facts;
  private final RepoFilesChanges changes;

  /// @param directory where relative local paths start, and the boundary of local files when no
  ///     project folder is set
  public RepoFilesTool(HubClient hub, Settings settings, Path directory) {
    this.hub = Objects.requireNonNull(hub, "hub");
    this.listing = new RepoFilesListing(hub);
    this.reader = new RepoFilesReader(hub);
    this.facts = new RepoFilesFacts(hub);
    this.changes = new RepoFilesChanges(hub, RepoFilesLocal.of(settings, directory));
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  /// Commits wait for storage and hooks of the Hub, local files for the uplink.
  @Override
  public Duration timeLimit(Arguments arguments, Duration usual) {
    if (READING.contains(arguments.requireText("operation"))) {
      return usual;
    }
    boolean isLocal = arguments.has("local_path") || arguments.has("files");
    Duration needed = isLocal ? LOCAL_FILES : SMALL_COMMIT;
    return needed.compareTo(usual) > 0 ? needed : usual;
  }

  @Override
  public ToolResult call(ToolCall call) throws InterruptedException {
    WholeCharacters.check("hf_repo_files", call.arguments());
    try {
      RepoFilesTarget target = RepoFilesTarget.of(call.arguments(), hub);
      return ToolResult.ok(answer(target, call));
    } catch (HubException e) {
      throw explained(e, call);
    } catch (CommitUnclear | IllegalArgumentException e) {
      throw new ToolFailure("hf_repo_files: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new ToolFailure("hf_repo_files: nothing was changed: " + e.getMessage(), e);
    }
  }

  private String answer(RepoFilesTarget target, ToolCall call)
      throws IOException, InterruptedException {
    return switch (RepoFilesOperation.of(call.arguments(), target.path())) {
      case RepoFilesOperation.ListFiles list -> listing.list(target, list, call.scope());
      case RepoFilesOperation.Read read -> reader.read(target, read, call.scope());
      case RepoFilesOperation.Info _ -> facts.info(target, call.scope());
      case RepoFilesOperation.History history -> facts.history(target, history, call.scope());
      case RepoFilesOperation.Upload upload -> changes.upload(target, upload, call);
      case RepoFilesOperation.Edit edit -> changes.edit(target, edit, call);
      case RepoFilesOperation.Copy copy -> changes.copy(target, copy, call);
      case RepoFilesOperation.Delete delete -> changes.delete(target, delete, call);
    };
  }

  private RuntimeException explained(HubException e, ToolCall call) {
    if (e.fault() != HubFault.GATED) {
      return e;
    }
    RepoFilesTarget target = RepoFilesTarget.of(call.arguments(), hub);
    return new ToolFailure(
        "hf_repo_files: "
            + e.getMessage()
            + " Ask for access at "
            + hub.addresses().webUrl(target.type(), target.id())
            + ".",
        e);
  }
}
