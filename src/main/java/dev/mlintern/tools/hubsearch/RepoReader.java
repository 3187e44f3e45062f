package dev.mlintern.tools.hubsearch;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.hub.FilePath;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubFault;
import dev.mlintern.hub.HubFiles;
import dev.mlintern.hub.HubRepos;
import dev.mlintern.hub.RepoInfo;
import dev.mlintern.hub.RepoType;
import dev.mlintern.tools.Subtasks;
import dev.mlintern.tools.Subtasks.Outcome;
import dev.mlintern.tools.Subtasks.Subtask;
import dev.mlintern.tools.ToolFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import tools.jackson.databind.JsonNode;

/// Reads all parts of one repository at the same time, so that a repository costs one round trip.
final class RepoReader {
  private static final int MOST_FILES = 1_000;

  /// Cards of embedding models begin with megabytes of benchmark results in YAML.
  private static final int MOST_CARD_BYTES = 2 << 20;

  private static final Duration CONFIG_TTL = Duration.ofMinutes(5);

  /// How long other types may take once the first one has answered.
  private static final Duration PATIENCE_FOR_OTHERS = Duration.ofSeconds(1);

  /// How long files, config and card may take once the description is there.
  private static final Duration PATIENCE_FOR_PARTS = Duration.ofSeconds(10);

  private static final String TOO_SLOW =
      "it did not come within " + PATIENCE_FOR_PARTS.toSeconds() + " s; try again later.";

  private final HubClient hub;
  private final HubRepos repos;
  private final HubFiles files;
  private final KnownTypes types;

  RepoReader(HubClient hub, KnownTypes types) {
    this.hub = hub;
    this.types = types;
    this.repos = new HubRepos(hub);
    this.files = new HubFiles(hub);
  }

  /// Reads a repository of a known type.
  ///
  /// @throws HubException when its description cannot be read; failures of other parts are in the
  ///     snapshot
  RepoSnapshot read(RepoType type, RepoQuestion question, CallScope scope)
      throws InterruptedException {
    try (var subtasks = new Subtasks()) {
      var info = subtasks.start(() -> info(type, question, scope));
      return new Parts(type, question, subtasks, scope).with(info.join(), List.of());
    }
  }

  /// Reads a repository whose type is to be found out: a model if there is one of that id, else a
  /// dataset, else a Space.
  ///
  /// @throws HubException when no type has it
  RepoSnapshot detect(RepoQuestion question, CallScope scope) throws InterruptedException {
    List<RepoType> known = types.of(question.id());
    if (known.isEmpty()) {
      return detectAnew(question, scope);
    }
    try {
      return read(known.getFirst(), question, scope).alsoOf(known.subList(1, known.size()));
    } catch (HubException e) {
      if (!isMissing(e)) {
        throw e;
      }
      types.forget(question.id());
      return detectAnew(question, scope);
    }
  }

  /// Asks for all types at once. The parts of a model are read on suspicion: most ids are models.
  private RepoSnapshot detectAnew(RepoQuestion question, CallScope scope)
      throws InterruptedException {
    try (var subtasks = new Subtasks()) {
      var infos = new EnumMap<RepoType, Subtask<RepoInfo>>(RepoType.class);
      for (RepoType type : RepoType.values()) {
        infos.put(type, subtasks.start(() -> info(type, question, scope)));
      }
      var suspected = new Parts(RepoType.MODEL, question, subtasks, scope);
      Map<RepoType, RepoInfo> found = found(question, infos);
      RepoType type = found.keySet().iterator().next();
      Parts parts = type == RepoType.MODEL ? suspected : new Parts(type, question, subtasks, scope);
      return parts.with(found.get(type), List.copyOf(found.keySet()).subList(1, found.size()));
    }
  }

  private Map<RepoType, RepoInfo> found(
      RepoQuestion question, Map<RepoType, Subtask<RepoInfo>> infos) throws InterruptedException {
    var found = new EnumMap<RepoType, RepoInfo>(RepoType.class);
    List<RuntimeException> failures = new ArrayList<>();
    boolean isSettled = true;
    for (var entry : infos.entrySet()) {
      Optional<Outcome<RepoInfo>> outcome =
          found.isEmpty()
              ? Optional.of(entry.getValue().outcome())
              : entry.getValue().outcomeWithin(PATIENCE_FOR_OTHERS);
      switch (outcome.orElse(null)) {
        case Outcome.Done<RepoInfo>(RepoInfo info) -> found.put(entry.getKey(), info);
        case Outcome.Failed<RepoInfo>(RuntimeException failure) -> {
          failures.add(failure);
          isSettled &= isMissing(failure);
        }
        case null -> isSettled = false;
      }
    }
    if (found.isEmpty()) {
      // What is not simply "not there" says more: a rate limit, a refused token, an outage.
      throw failures.stream().filter(f -> !isMissing(f)).findFirst().orElse(failures.getFirst());
    }
    if (isSettled) {
      types.settled(question.id(), found.keySet());
    }
    return found;
  }

  /// Whether the Hub said that there is no such repository, or none the caller may see.
  static boolean isMissing(RuntimeException failure) {
    return failure instanceof HubException hub
        && (hub.fault() == HubFault.REPO_MISSING || hub.fault() == HubFault.NOT_FOUND);
  }

  private RepoInfo info(RepoType type, RepoQuestion question, CallScope scope) {
    List<String> fields = InfoFields.of(type);
    try {
      return repos.info(type, question.id(), question.revision(), fields, scope);
    } catch (HubException e) {
      // A Hub of another age may not know every field: its usual set will do.
      if (e.fault() == HubFault.BAD_REQUEST && e.getMessage().contains("expand")) {
        return repos.info(type, question.id(), question.revision(), List.of(), scope);
      }
      throw e;
    }
  }

  /// The parts besides the description, started at once.
  private final class Parts {
    private final RepoType type;
    private final RepoQuestion question;
    private final Subtasks subtasks;
    private final CallScope scope;
    private final Optional<Subtask<FileListing>> files;
    private final Optional<Subtask<JsonNode>> config;
    private final Optional<Subtask<String>> card;

    Parts(RepoType type, RepoQuestion question, Subtasks subtasks, CallScope scope) {
      this.type = type;
      this.question = question;
      this.subtasks = subtasks;
      this.scope = scope;
      boolean wantsConfig =
          type == RepoType.MODEL && (question.wants(Section.CONFIG) || question.wants(Section.FIT));
      this.files = started(question.wants(Section.FILES), this::tree);
      this.config = started(wantsConfig, this::config);
      this.card = started(question.wants(Section.CARD), this::card);
    }

    private <T> Optional<Subtask<T>> started(boolean isWanted, Callable<T> work) {
      return isWanted ? Optional.of(subtasks.start(work)) : Optional.empty();
    }

    RepoSnapshot with(RepoInfo info, List<RepoType> alsoTypes) throws InterruptedException {
      Optional<Outcome<FileListing>> listing = outcome(files);
      if (listing.isEmpty() && needsFiles(info)) {
        listing = Optional.of(outcome(subtasks.start(this::tree)));
      }
      return new RepoSnapshot(question, info, listing, outcome(config), outcome(card), alsoTypes);
    }

    /// Without safetensors headers the size of a model is the size of its files.
    private boolean needsFiles(RepoInfo info) {
      return type == RepoType.MODEL
          && question.wants(Section.FIT)
          && info.json().path("safetensors").path("total").asLong(0) <= 0;
    }

    private static <T> Optional<Outcome<T>> outcome(Optional<Subtask<T>> part)
        throws InterruptedException {
      return part.isEmpty() ? Optional.empty() : Optional.of(outcome(part.get()));
    }

    private static <T> Outcome<T> outcome(Subtask<T> part) throws InterruptedException {
      return part.outcomeWithin(PATIENCE_FOR_PARTS)
          .orElseGet(() -> new Outcome.Failed<>(new ToolFailure(TOO_SLOW)));
    }

    private FileListing tree() {
      var tree =
          RepoReader.this.files.tree(
              type, question.id(), revision(), Optional.empty(), true, false, MOST_FILES, scope);
      return FileListing.of(tree);
    }

    private JsonNode config() {
      var address =
          hub.addresses().resolve(type, question.id(), revision(), new FilePath("config.json"));
      return hub.json(HttpRequest.get(address).withCacheFor(CONFIG_TTL), scope);
    }

    private String card() {
      return RepoReader.this
          .files
          .readText(
              type, question.id(), revision(), new FilePath("README.md"), 0, MOST_CARD_BYTES, scope)
          .text();
    }

    private String revision() {
      return question.revisionOrDefault();
    }
  }
}
