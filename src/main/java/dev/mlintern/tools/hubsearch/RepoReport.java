package dev.mlintern.tools.hubsearch;

import dev.mlintern.hub.FilePath;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubFault;
import dev.mlintern.hub.RepoType;
import dev.mlintern.policy.HardwareCatalogue;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.Subtasks.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// The text about one repository, as much of it as its room allows; parts that did not fit are
/// named.
final class RepoReport {
  private static final long CACHE_EXAMPLE_TOKENS = 8_192;

  /// Room kept for the line that names what was left out.
  private static final int RESERVE = 160;

  private static final int CHARS_OF_A_FILE = 70;

  /// Fence and source line of a card, and the least text worth them.
  private static final int CARD_FRAME = 250;

  private static final int LEAST_CARD = 200;

  private static final int BRIEF_TROUBLE = 160;

  private final RepoSnapshot snapshot;
  private final Overview overview;
  private final Room room;
  private final HubLinks links;
  private final StringBuilder text = new StringBuilder();
  private final List<String> leftOut = new ArrayList<>();
  private final Set<String> told = new HashSet<>();
  private boolean showsFit;

  /// How much there may be of a repository.
  ///
  /// @param isWhole whether files and card may take all that is left, because they were asked for
  record Room(Section.Detail detail, boolean isWhole, int maxChars) {}

  RepoReport(RepoSnapshot snapshot, HubLinks links, Room room) {
    this.snapshot = snapshot;
    this.overview = new Overview(snapshot, links.endpoint());
    this.links = links;
    this.room = room;
  }

  /// Whether [#text] holds memory figures and prices.
  boolean showsFit() {
    return showsFit;
  }

  /// The text; call once.
  String text(Optional<HardwareCatalogue> hardware) {
    RepoQuestion asked = snapshot.question();
    RepoType type = snapshot.info().type();
    text.append("# ")
        .append(ForeignText.leading(snapshot.facts().id()))
        .append(" (")
        .append(type.word())
        .append(") ");
    text.append(links.repo(snapshot)).append('\n');
    (isBrief() ? overview.inBrief() : overview.lines())
        .forEach(line -> text.append(line).append('\n'));
    if (type == RepoType.MODEL && asked.wants(Section.CONFIG)) {
      add("config", config());
    }
    if (type == RepoType.MODEL && asked.wants(Section.FIT)) {
      hardware.ifPresent(this::addFit);
    }
    if (asked.wants(Section.FILES)) {
      add("files", files());
    }
    if (asked.wants(Section.CARD)) {
      add("card", card());
    }
    if (!leftOut.isEmpty()) {
      text.append("Left out for length: ").append(String.join(", ", leftOut));
      text.append(" (ask for this repository alone, or with a larger max_chars).\n");
    }
    return text.toString().stripTrailing();
  }

  private int left() {
    return room.maxChars() - RESERVE - text.length();
  }

  /// @return whether the block is there now
  private boolean add(String name, Optional<String> block) {
    if (block.isEmpty()) {
      return false;
    }
    if (block.get().length() + 1 > left()) {
      leftOut.add(name);
      return false;
    }
    text.append(block.get()).append('\n');
    return true;
  }

  private Optional<String> config() {
    Optional<String> trouble =
        snapshot.config().flatMap(this::failure).map(why -> "config.json not read: " + why);
    List<String> highlights = snapshot.configFacts().highlights();
    if (highlights.isEmpty()) {
      return trouble;
    }
    String line = "config: " + String.join(" · ", highlights);
    return Optional.of(
        trouble.map(why -> line + " (from the Hub's info; " + why + ")").orElse(line));
  }

  private void addFit(HardwareCatalogue hardware) {
    if (snapshot.isAdapter()) {
      add("fit", Optional.of("fit: an adapter needs what its base model needs; ask for that one."));
      return;
    }
    List<MemoryNeed> needs = needs();
    if (needs.isEmpty()) {
      add("fit", Optional.of("fit: not known, the Hub has no size of the weights."));
      return;
    }
    FitTable table = FitTable.of(needs, hardware);
    showsFit = add("fit", Optional.of(isBrief() ? "fit: " + table.inBrief() : fit(table)));
  }

  private String fit(FitTable table) {
    List<String> lines = new ArrayList<>();
    int gguf = snapshot.hasSafetensors() ? 0 : snapshot.fileListing().ggufModels().size();
    String count = gguf > 0 ? ", " + table.rows().size() + " of " + gguf + " files" : "";
    lines.add("fit (memory → cheapest Job hardware that holds it" + count + "):");
    table.lines().forEach(line -> lines.add("- " + line));
    cache().ifPresent(lines::add);
    if (table.needsSeveralCards()) {
      lines.add(
          "Several cards: the model must be split (device_map=\"auto\", tensor parallel; FSDP or"
              + " ZeRO-3 to train).");
    }
    return String.join("\n", lines);
  }

  private List<MemoryNeed> needs() {
    List<RepoFile> gguf = snapshot.fileListing().ggufModels();
    return gguf.isEmpty() || snapshot.hasSafetensors()
        ? overview.weights().map(MemoryNeed::of).orElse(List.of())
        : MemoryNeed.ofGguf(gguf);
  }

  private Optional<String> cache() {
    OptionalLong each = snapshot.configFacts().cacheBytesPerToken();
    if (each.isEmpty()) {
      return Optional.empty();
    }
    double example = each.getAsLong() * (double) CACHE_EXAMPLE_TOKENS / 1e9;
    return Optional.of(
        "KV cache on top (16-bit): "
            + Quantity.bytes(each.getAsLong())
            + " a token, "
            + Quantity.gigabytes(example)
            + " at "
            + CACHE_EXAMPLE_TOKENS
            + " tokens a sequence.");
  }

  private Optional<String> files() {
    if (snapshot.files().isEmpty()) {
      return Optional.empty();
    }
    Optional<String> trouble = snapshot.files().flatMap(this::failure);
    if (trouble.isPresent()) {
      return trouble.map(why -> "files not listed: " + why);
    }
    FileListing listing = snapshot.fileListing();
    if (listing.files().isEmpty()) {
      return Optional.of("files: none");
    }
    FileListing.Lines lines = listing.lines(fileLines());
    String all =
        listing.isComplete()
            ? listing.files().size() + ""
            : "the first " + listing.files().size() + " (there are more)";
    String head =
        "files: "
            + lines.files()
            + " of "
            + all
            + " shown, "
            + Quantity.bytes(listing.totalBytes())
            + " in all";
    return Optional.of(
        head + "\n" + String.join("\n", lines.lines().stream().map(l -> "- " + l).toList()));
  }

  private int fileLines() {
    int most = room.detail().fileLines();
    return Math.min(room.isWhole() ? 5 * most : most, Math.max(2, left() / CHARS_OF_A_FILE));
  }

  private Optional<String> card() {
    Optional<String> trouble =
        snapshot.card().flatMap(this::failure).map(why -> "card not read: " + why);
    String readme = snapshot.card().flatMap(Outcome::result).map(CardExcerpt::text).orElse("");
    String card =
        readme.isEmpty()
            ? CardExcerpt.text(snapshot.info().json().path("description").asString(""))
            : readme;
    if (card.isEmpty()) {
      return trouble.or(() -> Optional.of("card: none"));
    }
    int most = left() - CARD_FRAME;
    if (most < LEAST_CARD) {
      leftOut.add("card");
      return Optional.empty();
    }
    int wanted = room.isWhole() ? most : Math.min(most, room.detail().cardChars());
    String shown = CardExcerpt.beginning(card, wanted);
    String fenced = ForeignText.fenced(source(readme.isEmpty(), shown, card), shown);
    return Optional.of(trouble.map(why -> why + "\n" + fenced).orElse(fenced));
  }

  private String source(boolean isDescription, String shown, String whole) {
    return (isDescription ? "description" : "card")
        + ", written by the repository's owner ("
        + shown.length()
        + " of "
        + whole.length()
        + " characters; "
        + links.file(snapshot, new FilePath("README.md"))
        + ")";
  }

  /// Why a part is missing; empty when it is there or the repository simply has none. The same
  /// reason is told in full once.
  private Optional<String> failure(Outcome<?> part) {
    if (!(part instanceof Outcome.Failed<?>(RuntimeException cause)) || isAbsent(cause)) {
      return Optional.empty();
    }
    String why = Trouble.inWords(cause);
    return Optional.of(
        Trouble.inBrief(cause)
            .or(() -> told.add(Trouble.kind(cause)) ? Optional.empty() : Optional.of("see above"))
            .orElse(isBrief() ? ForeignText.cut(why, BRIEF_TROUBLE) : why));
  }

  private static boolean isAbsent(RuntimeException failure) {
    return failure instanceof HubException hub && hub.fault() == HubFault.ENTRY_MISSING;
  }

  private boolean isBrief() {
    return room.detail() == Section.Detail.BRIEF;
  }
}
