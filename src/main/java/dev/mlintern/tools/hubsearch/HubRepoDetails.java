package dev.mlintern.tools.hubsearch;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.RepoAddress;
import dev.mlintern.hub.RepoType;
import dev.mlintern.policy.HardwareCache;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.JobHardware;
import dev.mlintern.tools.Progress;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.Subtasks;
import dev.mlintern.tools.Subtasks.Outcome;
import dev.mlintern.tools.Subtasks.Subtask;
import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolCall;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolSpec;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;

/// `hub_repo_details`: what there is to know before using a repository, for one or many at once.
public final class HubRepoDetails implements Tool {
  static final int MOST_REPOS = 20;

  private static final ToolSpec SPEC = ToolSpec.load("hub_repo_details");

  /// Characters a repository gets among many; asking for many is asking for more.
  private static final int CHARS_AMONG_MANY = 700;

  private static final int LEAST_CHARS = 1_000;
  private static final Duration PATIENCE_FOR_PRICES = Duration.ofSeconds(2);

  private final HubClient hub;
  private final KnownTypes types;
  private final RepoReader reader;
  private final SimilarRepos similar;
  private final JobHardware hardware;

  /// @param types what is known of ids already
  public HubRepoDetails(HubClient hub, Settings settings, KnownTypes types) {
    this.hub = hub;
    this.types = types;
    this.reader = new RepoReader(hub, types);
    this.similar = new SimilarRepos(hub);
    this.hardware = new JobHardware(hub, HardwareCache.of(settings));
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public ToolResult call(ToolCall call) throws InterruptedException {
    Arguments arguments = call.arguments();
    List<String> ids = ids(arguments);
    Section.Detail detail = Section.Detail.of(ids.size());
    Set<Section> sections = Section.of(arguments, detail);
    try (var subtasks = new Subtasks()) {
      boolean wantsFit = sections.contains(Section.FIT);
      Optional<Subtask<JobHardware.Known>> prices =
          wantsFit && ids.stream().anyMatch(id -> mayBeModel(id, arguments))
              ? Optional.of(subtasks.start(() -> prices(call.scope())))
              : Optional.empty();
      Map<String, Outcome<RepoSnapshot>> read = read(ids, sections, call, subtasks);
      Optional<JobHardware.Known> known = Optional.empty();
      if (prices.isPresent() || wantsFit && hasModel(read)) {
        known = Optional.of(prices.isPresent() ? prices.get().join() : prices(call.scope()));
      }
      boolean isWhole = arguments.has("operations") || arguments.has("max_chars");
      int maxChars = maxChars(arguments, ids.size());
      return new DetailsAnswer(read, known, new HubLinks(hub.addresses()))
          .result(new RepoReport.Room(detail, isWhole, maxChars));
    }
  }

  private JobHardware.Known prices(CallScope scope) throws InterruptedException {
    return hardware.known(scope, PATIENCE_FOR_PRICES);
  }

  /// Prices are for models: without one among the ids nobody needs them.
  private boolean mayBeModel(String id, Arguments arguments) {
    RepoAddress address;
    try {
      address = RepoAddress.parse(id, Optional.of(hub.endpoint()));
    } catch (IllegalArgumentException _) {
      return false; // told when it is read
    }
    Optional<RepoType> type = address.type().or(() -> repoType(arguments));
    return type.or(() -> types.of(address.id()).stream().findFirst())
        .map(RepoType.MODEL::equals)
        .orElse(true);
  }

  private static boolean hasModel(Map<String, Outcome<RepoSnapshot>> read) {
    return read.values().stream()
        .flatMap(outcome -> outcome.result().stream())
        .anyMatch(snapshot -> snapshot.info().type() == RepoType.MODEL);
  }

  private Map<String, Outcome<RepoSnapshot>> read(
      List<String> ids, Set<Section> sections, ToolCall call, Subtasks subtasks)
      throws InterruptedException {
    var counter = new Counter(call.progress(), ids.size());
    var started = new LinkedHashMap<String, Subtask<RepoSnapshot>>();
    for (String id : ids) {
      started.put(
          id,
          subtasks.start(
              () -> {
                RepoSnapshot snapshot = read(id, sections, call);
                counter.read(snapshot.facts().id());
                return snapshot;
              }));
    }
    var read = new LinkedHashMap<String, Outcome<RepoSnapshot>>();
    for (var entry : started.entrySet()) {
      read.put(entry.getKey(), entry.getValue().outcome());
    }
    return read;
  }

  private RepoSnapshot read(String id, Set<Section> sections, ToolCall call)
      throws InterruptedException {
    RepoAddress address = RepoAddress.parse(id, Optional.of(hub.endpoint()));
    Optional<RepoType> type = address.type().or(() -> repoType(call.arguments()));
    Optional<String> revision = call.arguments().text("revision").or(address::revision);
    var question = new RepoQuestion(address.id(), revision, sections);
    try {
      return type.isPresent()
          ? reader.read(type.get(), question, call.scope())
          : reader.detect(question, call.scope());
    } catch (HubException e) {
      if (!RepoReader.isMissing(e)) {
        throw e;
      }
      throw new ToolFailure(e.getMessage() + similar.advice(address.id(), type, call.scope()), e);
    }
  }

  private static List<String> ids(Arguments arguments) {
    List<String> ids = arguments.texts("repo_ids").stream().distinct().toList();
    if (ids.isEmpty()) {
      throw new ToolFailure(
          "repo_ids must name at least one repository, e.g. [\"Qwen/Qwen3-8B\"]. To look for one"
              + " use hub_repo_search.");
    }
    if (ids.size() > MOST_REPOS) {
      throw new ToolFailure(
          "repo_ids: at most "
              + MOST_REPOS
              + " repositories a call, got "
              + ids.size()
              + ". Split them, or narrow them down with hub_repo_search first.");
    }
    return ids;
  }

  private static Optional<RepoType> repoType(Arguments arguments) {
    return arguments
        .text("repo_type")
        .map(
            word ->
                Stream.of(RepoType.values())
                    .filter(
                        type ->
                            word.equalsIgnoreCase(type.word())
                                || word.equalsIgnoreCase(type.apiSegment()))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            new ToolFailure(
                                "repo_type \""
                                    + ForeignText.oneLine(word, 40)
                                    + "\" is none of model, dataset, space.")));
  }

  private static int maxChars(Arguments arguments, int repos) {
    int usual = Math.max(ReplyText.DEFAULT_MAX_CHARS, CHARS_AMONG_MANY * repos);
    return Math.clamp(
        arguments.integer("max_chars", usual), LEAST_CHARS, ReplyText.LARGEST_MAX_CHARS);
  }

  /// Reports repositories as they come in, one at a time: progress never goes back.
  private static final class Counter {
    private final Progress progress;
    private final int total;
    private int done;

    Counter(Progress progress, int total) {
      this.progress = progress;
      this.total = total;
    }

    synchronized void read(String id) {
      done++;
      progress.report(done, OptionalDouble.of(total), "read " + id);
    }
  }
}
