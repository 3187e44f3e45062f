package dev.mlintern.tools.hubsearch;

import dev.mlintern.hub.RepoType;
import dev.mlintern.tools.ForeignText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import tools.jackson.databind.JsonNode;

/// What a repository is, in lines: use, size, licence, access, and what it is linked to.
final class Overview {
  private static final int MOST_NAMES = 8;

  private final RepoSnapshot snapshot;
  private final RepoFacts repo;
  private final HttpUrl endpoint;

  Overview(RepoSnapshot snapshot, HttpUrl endpoint) {
    this.snapshot = snapshot;
    this.repo = snapshot.facts();
    this.endpoint = endpoint;
  }

  /// Everything, one fact a line.
  List<String> lines() {
    List<String> lines = new ArrayList<>(identity());
    lines.add(joined(List.of(kind(), licence(), popularity(), dates())));
    lines.addAll(access());
    switch (repo.type()) {
      case MODEL -> lines.addAll(model());
      case DATASET -> lines.addAll(dataset());
      case SPACE -> lines.addAll(space());
    }
    names("papers", repo.tagged("arxiv:"), id -> endpoint + "papers/" + id).ifPresent(lines::add);
    return lines;
  }

  /// The same repository among many: two lines.
  List<String> inBrief() {
    List<String> lines = new ArrayList<>(identity());
    Stream<String> size = weights().map(Weights::inWords).stream();
    Stream<String> updated = repo.day("lastModified").map(day -> "updated " + day).stream();
    lines.add(
        joined(List.of(kind(), size, licence(), popularity(), updated, repo.obstacles().stream())));
    return lines;
  }

  Optional<Weights> weights() {
    return repo.type() == RepoType.MODEL
        ? Weights.of(repo, snapshot.configFacts(), snapshot.fileListing())
        : Optional.empty();
  }

  private List<String> identity() {
    List<String> lines = new ArrayList<>();
    if (snapshot.info().isRenamed()) {
      lines.add(
          "Renamed: you asked for "
              + snapshot.info().askedFor()
              + ", the Hub now calls it "
              + repo.id()
              + ". Use the new id.");
    }
    if (!snapshot.alsoTypes().isEmpty()) {
      lines.add(
          snapshot.alsoTypes().stream()
              .map(RepoType::word)
              .collect(
                  Collectors.joining(" and a ", "The id is also that of a ", " (repo_type).")));
    }
    return lines;
  }

  private Stream<String> kind() {
    return switch (repo.type()) {
      case MODEL ->
          Stream.concat(repo.text("pipeline_tag").stream(), repo.text("library_name").stream())
              .map(ForeignText::leading);
      case DATASET ->
          Stream.of(
                  repo.tagged("task_categories:").stream().limit(3).map(ForeignText::leading),
                  repo.tagged("size_categories:").stream()
                      .map(size -> ForeignText.leading(size) + " rows"),
                  repo.tagged("format:").stream().limit(2).map(ForeignText::leading),
                  repo.tagged("modality:").stream().limit(3).map(ForeignText::leading))
              .flatMap(Function.identity());
      case SPACE -> repo.text("sdk").stream().map(ForeignText::leading);
    };
  }

  private Stream<String> licence() {
    String name =
        repo.licence()
            .map(
                known ->
                    known.equals("other")
                        ? repo.card("license_name").map(n -> n + " (other)").orElse(known)
                        : known)
            .orElse("not stated");
    return Stream.of(
        "licence " + name + repo.card("license_link").map(link -> " " + link).orElse(""));
  }

  private Stream<String> popularity() {
    List<String> told = new ArrayList<>();
    OptionalLong downloads = repo.number("downloads");
    if (downloads.isPresent()) {
      OptionalLong ever = repo.number("downloadsAllTime");
      told.add(
          Quantity.count(downloads.getAsLong())
              + " downloads in 30 days"
              + (ever.orElse(0) > downloads.getAsLong()
                  ? " (" + Quantity.count(ever.getAsLong()) + " ever)"
                  : ""));
    }
    repo.number("likes").ifPresent(likes -> told.add(Quantity.count(likes) + " likes"));
    return told.stream();
  }

  private Stream<String> dates() {
    return Stream.of(
            repo.day("lastModified").map(day -> "updated " + day),
            repo.day("createdAt").map(day -> "created " + day),
            repo.text("sha").map(sha -> "commit " + ForeignText.cut(sha, 8).replace("…", "")))
        .flatMap(Optional::stream);
  }

  private List<String> access() {
    List<String> lines = new ArrayList<>();
    repo.gating()
        .ifPresent(
            how ->
                lines.add(
                    "GATED ("
                        + how
                        + "): files need a token whose account was granted access on the page"
                        + (how.equals("manual") ? "; the owner decides by hand." : ".")));
    if (repo.flag("private")) {
      lines.add("Private.");
    }
    if (repo.flag("disabled")) {
      lines.add("DISABLED by Hugging Face: its files cannot be read. Use another repository.");
    }
    return lines;
  }

  private List<String> model() {
    List<String> lines = new ArrayList<>();
    String stored =
        repo.number("usedStorage").isPresent()
            ? "; repository with history " + Quantity.bytes(repo.number("usedStorage").getAsLong())
            : "";
    lines.add("size: " + weights().map(Weights::inWords).orElse("not known") + stored);
    JsonNode how = repo.json().path("transformersInfo");
    RepoFacts.text(how.path("auto_model"))
        .ifPresent(
            auto ->
                lines.add(
                    "load with: transformers "
                        + auto
                        + RepoFacts.text(how.path("processor")).map(p -> " + " + p).orElse("")));
    languages(repo.cardField("language")).ifPresent(lines::add);
    baseModels().ifPresent(lines::add);
    names("trained on", datasets(), id -> endpoint + "datasets/" + id).ifPresent(lines::add);
    children().ifPresent(lines::add);
    providers().ifPresent(lines::add);
    return lines;
  }

  private List<String> datasets() {
    return Stream.concat(
            repo.tagged("dataset:").stream(), RepoFacts.texts(repo.cardField("datasets")).stream())
        .distinct()
        .toList();
  }

  /// `baseModels` when the Hub worked it out; else what the card says.
  private Optional<String> baseModels() {
    JsonNode known = repo.json().path("baseModels");
    List<String> ids = new ArrayList<>();
    known.path("models").forEach(model -> RepoFacts.text(model.path("id")).ifPresent(ids::add));
    if (ids.isEmpty()) {
      ids.addAll(RepoFacts.texts(repo.cardField("base_model")));
    }
    String relation = RepoFacts.text(known.path("relation")).map(r -> " (" + r + ")").orElse("");
    return names("base model" + relation, ids, id -> endpoint + id);
  }

  private Optional<String> children() {
    JsonNode counts = repo.json().path("childrenModelCount");
    String told =
        Stream.of("finetune", "adapter", "quantized", "merge")
            .filter(kind -> counts.path(kind).asLong(0) > 0)
            .map(kind -> Quantity.count(counts.path(kind).asLong(0)) + " " + kind)
            .collect(Collectors.joining(", "));
    return told.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "derived from it: "
                + told
                + " (hub_repo_search filters base_model:quantized:"
                + repo.id()
                + ")");
  }

  /// An object keyed by provider, or an array (spec hub-api §9.3).
  private Optional<String> providers() {
    JsonNode mapping = repo.json().path("inferenceProviderMapping");
    List<String> live = new ArrayList<>();
    if (mapping.isArray()) {
      mapping.forEach(entry -> addIfLive(live, RepoFacts.text(entry.path("provider")), entry));
    } else {
      mapping
          .properties()
          .forEach(
              entry ->
                  addIfLive(
                      live, Optional.of(ForeignText.oneLine(entry.getKey())), entry.getValue()));
    }
    return names("inference providers", live, Function.identity());
  }

  private static void addIfLive(List<String> live, Optional<String> provider, JsonNode entry) {
    if (entry.path("status").asString("live").equals("live")) {
      provider.ifPresent(live::add);
    }
  }

  private List<String> dataset() {
    List<String> lines = new ArrayList<>();
    languages(repo.cardField("language")).ifPresent(lines::add);
    configs().ifPresent(lines::add);
    repo.number("usedStorage")
        .ifPresent(bytes -> lines.add("repository with history " + Quantity.bytes(bytes)));
    lines.add(
        "Splits, columns, rows, fit for training: hf_inspect_dataset {\"dataset\":\""
            + repo.id()
            + "\"}");
    return lines;
  }

  private Optional<String> configs() {
    List<String> configs = new ArrayList<>();
    JsonNode declared = repo.cardField("configs");
    JsonNode described = repo.cardField("dataset_info");
    for (JsonNode config : declared.isArray() ? declared : described) {
      RepoFacts.text(config.path("config_name")).ifPresent(configs::add);
    }
    return names("configs", configs, Function.identity());
  }

  private List<String> space() {
    List<String> lines = new ArrayList<>();
    repo.card("short_description")
        .or(() -> repo.card("title"))
        .ifPresent(says -> lines.add("says of itself: " + says));
    JsonNode runtime = repo.json().path("runtime");
    String state = RepoFacts.text(runtime.path("stage")).orElse("unknown").toLowerCase(Locale.ROOT);
    String hardware =
        RepoFacts.text(runtime.path("hardware").path("current"))
            .map(flavor -> " on " + flavor)
            .orElse("");
    String app =
        repo.text("subdomain").map(name -> ", app at https://" + name + ".hf.space").orElse("");
    lines.add("state: " + state + hardware + app);
    RepoFacts.text(runtime.path("errorMessage")).ifPresent(error -> lines.add("error: " + error));
    names("models", RepoFacts.texts(repo.json().path("models")), id -> endpoint + id)
        .ifPresent(lines::add);
    names(
            "datasets",
            RepoFacts.texts(repo.json().path("datasets")),
            id -> endpoint + "datasets/" + id)
        .ifPresent(lines::add);
    return lines;
  }

  private static Optional<String> languages(JsonNode languages) {
    return names("languages", RepoFacts.texts(languages), Function.identity());
  }

  private static Optional<String> names(
      String label, List<String> names, Function<String, String> shown) {
    if (names.isEmpty()) {
      return Optional.empty();
    }
    String more = names.size() > MOST_NAMES ? " (" + MOST_NAMES + " of " + names.size() + ")" : "";
    return Optional.of(
        names.stream()
            .limit(MOST_NAMES)
            .map(shown)
            .collect(Collectors.joining(", ", label + ": ", more)));
  }

  private static String joined(List<Stream<String>> parts) {
    return parts.stream().flatMap(Function.identity()).collect(Collectors.joining(" · "));
  }
}
