package dev.mlintern.tools.datasets;

import dev.mlintern.hub.DatasetCapabilities;
import dev.mlintern.hub.DatasetParquet;
import dev.mlintern.hub.DatasetSize;
import dev.mlintern.hub.DatasetStatistics.ColumnStatistics;
import dev.mlintern.hub.DatasetViewer.Target;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ReplyText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Writes an audit as the one text the model reads. What must not be missed comes first; the schema
/// of a wide dataset and the rows take what room is left.
final class AuditText {
  private static final int MAX_SPLITS = 12;
  private static final int MAX_CONFIGS = 15;
  private static final int MAX_FINDINGS = 16;

  /// Share of the answer a wide schema may take when other sections follow.
  private static final double SCHEMA_SHARE = 0.4;

  private final DatasetAudit audit;
  private final InspectRequest request;
  private final ReplyText reply;
  private final List<String> columns;

  private AuditText(DatasetAudit audit, InspectRequest request) {
    this.audit = audit;
    this.request = request;
    this.reply = new ReplyText(request.maxChars());
    this.columns = request.shown(audit.schema().keySet());
  }

  /// @param page address of the dataset's page on the Hub
  /// @param card the card section's text, when asked for
  static String of(DatasetAudit audit, InspectRequest request, String page, Optional<String> card) {
    AuditText text = new AuditText(audit, request);
    text.reply.line("# " + RepoText.header(audit.repo(), audit.target().dataset(), page));
    text.overview();
    text.problems();
    text.fit();
    text.schema();
    text.statistics();
    text.rows();
    text.files();
    card.ifPresent(section -> text.block(section));
    text.warnings();
    return text.reply.toString();
  }

  private void overview() {
    Target target = audit.target();
    if (!request.includes(Section.OVERVIEW)) {
      reply.line("Config " + Names.code(target.config()) + ", split " + Names.code(target.split()));
      return;
    }
    List<String> names = audit.splits().splitsOf(target.config());
    List<String> ordered = new ArrayList<>(names);
    ordered.remove(target.split());
    ordered.addFirst(target.split());
    List<String> shown = ordered.stream().limit(MAX_SPLITS).map(this::split).toList();
    reply.line(
        "Config "
            + Names.code(target.config())
            + ": "
            + String.join(" · ", shown)
            + (ordered.size() > MAX_SPLITS
                ? " · … " + (ordered.size() - MAX_SPLITS) + " more splits"
                : ""));
    List<String> others =
        audit.splits().configs().stream().filter(c -> !c.equals(target.config())).toList();
    if (!others.isEmpty()) {
      reply.line(
          "Other configs ("
              + Figures.count(others.size())
              + "): "
              + Names.list(others, MAX_CONFIGS));
    }
    audit
        .capabilities()
        .map(DatasetCapabilities::names)
        .ifPresent(
            able ->
                reply.line(
                    "Viewer: " + (able.isEmpty() ? "nothing works" : String.join(", ", able))));
  }

  private String split(String split) {
    Target target = audit.target();
    boolean audited = split.equals(target.split());
    OptionalLong rows = audit.rows(target.config(), split);
    Optional<DatasetSize.SplitSize> size =
        audit.size().flatMap(s -> s.find(target.config(), split));
    String estimate =
        size.filter(s -> s.estimatedRows().isPresent())
            .map(s -> " of ~" + Figures.count(s.estimatedRows().getAsLong()))
            .orElse("");
    String count =
        rows.isPresent() ? Figures.count(rows.getAsLong(), "row") + estimate : "rows unknown";
    String bytes =
        size.filter(s -> s.parquetBytes() > 0)
            .map(
                s ->
                    ", "
                        + Figures.bytes(s.parquetBytes())
                        + " Parquet"
                        + (s.memoryBytes() > 0
                            ? ", " + Figures.bytes(s.memoryBytes()) + " in memory"
                            : ""))
            .orElse("");
    String name = Names.code(split) + (audited ? " (audited)" : "");
    return name + " " + count + bytes;
  }

  private void problems() {
    if (!request.includes(Section.PROBLEMS)) {
      return;
    }
    List<String> lines = Findings.of(audit).stream().map(Finding::line).toList();
    reply.gap().line("## Problems (" + lines.size() + (lines.isEmpty() ? " found" : "") + ")");
    if (lines.isEmpty()) {
      reply.line("None " + audit.sample().map(Sample::phrase).orElse("in the metadata") + ".");
      return;
    }
    int added = reply.addLines(lines.subList(0, Math.min(MAX_FINDINGS, lines.size())));
    if (added < lines.size()) {
      reply.line("(" + added + " of " + lines.size() + " shown, the gravest first)");
    }
  }

  private void fit() {
    ColumnSet set = audit.columns();
    if (!request.includes(Section.FIT) || set.shapes().isEmpty()) {
      return;
    }
    reply.gap().line("## Training fit (TRL, https://huggingface.co/docs/trl/dataset_formats)");
    TrainerVerdict.lines(TrainingFit.of(set)).forEach(reply::line);
    OtherUses.of(set).ifPresent(use -> reply.line("- Also usable for " + use));
  }

  private void schema() {
    if (!request.includes(Section.SCHEMA) || columns.isEmpty()) {
      return;
    }
    List<String> lines = new ArrayList<>();
    Map<String, FeatureType> types = audit.schema();
    for (String column : columns) {
      lines.add(
          ColumnText.row(
              column,
              types.get(column),
              audit.statistics().flatMap(s -> s.find(column)),
              audit.sample().flatMap(s -> s.find(column))));
    }
    String basis = audit.statistics().map(_ -> audit.statisticsPhrase()).orElse("");
    boolean daggers = lines.stream().anyMatch(line -> line.contains("†"));
    String legend = daggers ? audit.sample().map(s -> "† " + s.phrase()).orElse("") : "";
    String scope =
        String.join("; ", List.of(basis, legend).stream().filter(s -> !s.isEmpty()).toList());
    reply.gap().line("## Columns (" + types.size() + (scope.isEmpty() ? ")" : "; " + scope + ")"));
    reply.line("| column | type | nulls | values |\n|---|---|---|---|");
    int room = others() ? (int) (request.maxChars() * SCHEMA_SHARE) : reply.room();
    int shown = reply.addLines(within(lines, room));
    if (shown < lines.size()) {
      reply.line("(" + shown + " of " + lines.size() + " columns shown; name others in `columns`)");
    }
    chats();
  }

  private boolean others() {
    return request.includes(Section.ROWS)
        || request.includes(Section.STATS)
        || request.includes(Section.FILES);
  }

  private static List<String> within(List<String> lines, int room) {
    int used = 0;
    int taken = 0;
    while (taken < lines.size() && used + lines.get(taken).length() + 1 <= room) {
      used += lines.get(taken++).length() + 1;
    }
    return lines.subList(0, taken);
  }

  private void chats() {
    audit
        .sample()
        .ifPresent(
            sample ->
                sample.chats().stream()
                    .filter(chat -> columns.contains(chat.column()))
                    .limit(4)
                    .forEach(chat -> block(ChatText.of(chat, sample.phrase()))));
  }

  private void statistics() {
    if (!request.includes(Section.STATS)) {
      return;
    }
    if (audit.statistics().isEmpty()) {
      return;
    }
    reply.gap().line("## Statistics " + audit.statisticsPhrase());
    List<String> lines =
        audit.statistics().get().columns().stream()
            .filter(column -> columns.contains(column.column()))
            .map((ColumnStatistics column) -> ColumnText.details(column))
            .toList();
    int shown = reply.addLines(lines);
    if (shown < lines.size()) {
      reply.line("(" + shown + " of " + lines.size() + " columns shown; name others in `columns`)");
    }
  }

  private void rows() {
    Optional<Sample> sample = audit.sample();
    if (!request.includes(Section.ROWS) || request.sampleRows() == 0 || sample.isEmpty()) {
      return;
    }
    reply.gap();
    RowsReport.add(
        reply,
        sample.get().page(),
        "Rows of " + Names.plain(audit.target().config() + "/" + audit.target().split()),
        audit.schema(),
        columns,
        request,
        audit.rows());
  }

  private void files() {
    if (!request.includes(Section.FILES) || audit.parquet().isEmpty()) {
      return;
    }
    DatasetParquet parquet = audit.parquet().get();
    reply.gap().line("## Parquet files of the config" + (parquet.partial() ? " (first 5 GB)" : ""));
    List<String> lines =
        parquet.files().stream()
            .map(
                file ->
                    "- "
                        + Names.plain(file.split())
                        + " "
                        + Figures.bytes(file.bytes())
                        + " "
                        + ForeignText.oneLine(file.url().replaceFirst("\\?.*", "")))
            .toList();
    int shown = reply.addLines(lines);
    if (shown < lines.size()) {
      reply.line("(" + shown + " of " + lines.size() + " files shown)");
    }
  }

  private void block(String text) {
    if (!text.isEmpty()) {
      reply.addIfFits(text);
    }
  }

  private void warnings() {
    if (!audit.warnings().isEmpty()) {
      reply.gap();
      audit.warnings().forEach(warning -> reply.line("Warning: " + warning));
    }
  }
}
