package dev.mlintern.tools.docs;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.HubDocs;
import dev.mlintern.hub.HubException;
import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.NearestName;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolCall;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// `find_hf_api`: operations of the Hub's HTTP API with parameters, body and a command to try.
///
/// The Hub's own document is used when it can be had; routes it does not list, and everything when
/// it cannot be had, come from the index in the jar.
public final class FindHfApi implements Tool {
  private static final ToolSpec SPEC = ToolSpec.load("find_hf_api");
  private static final int IN_FULL = 3;

  /// The index in the jar answers well enough not to wait long, or often, for the document.
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  private static final Duration RETRY_AFTER = Duration.ofMinutes(1);

  private final HubDocs docs;
  private ApiIndex live;
  private String refusal;
  private long refusedAt;

  public FindHfApi(HubDocs docs) {
    this.docs = docs;
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public ToolResult call(ToolCall call) {
    Arguments arguments = call.arguments();
    Optional<String> query = arguments.text("query");
    Optional<String> tag = arguments.text("tag");
    Optional<String> path = arguments.text("path");
    if (query.isEmpty() && tag.isEmpty() && path.isEmpty()) {
      throw new ToolFailure(
          "find_hf_api needs `query`, `tag` or `path`. Example: {\"query\": \"create"
              + " repository\"}");
    }
    List<String> notes = new ArrayList<>();
    ApiIndex index = index(call.scope(), notes);
    List<ApiOperation> found = query.map(index::search).orElse(index.operations());
    if (tag.isPresent()) {
      String wanted = knownTag(tag.get(), index);
      found = found.stream().filter(op -> op.tag().equalsIgnoreCase(wanted)).toList();
    }
    found =
        found.stream()
            .filter(op -> path.isEmpty() || samePath(op.path(), path.get()))
            .filter(
                op ->
                    arguments.text("method").map(m -> op.method().equalsIgnoreCase(m)).orElse(true))
            .toList();
    return ToolResult.ok(render(found, arguments, index, notes));
  }

  private static String render(
      List<ApiOperation> found, Arguments arguments, ApiIndex index, List<String> notes) {
    ReplyText reply = new ReplyText();
    if (found.isEmpty()) {
      reply.line("No operation matches. Tags: " + String.join(", ", index.tags()) + ".");
    } else {
      int offset = arguments.integer("offset", 0);
      int limit = arguments.integer("limit", 8);
      List<ApiOperation> shown = found.stream().skip(offset).limit(limit).toList();
      boolean full = found.size() <= IN_FULL || arguments.text("path").isPresent();
      int count = 0;
      for (ApiOperation operation : shown) {
        boolean inFull = full || offset == 0 && count == 0 && arguments.text("query").isPresent();
        String text =
            inFull ? operation.full("https://huggingface.co") + "\n" : "- " + operation.brief();
        if (!reply.addIfFits(text)) {
          break;
        }
        count++;
      }
      int end = offset + count;
      reply.line(
          "%d-%d of %d shown%s Details of one: path and method."
              .formatted(
                  count == 0 ? offset : offset + 1,
                  end,
                  found.size(),
                  end < found.size() ? "; next: offset=" + end + "." : "."));
    }
    reply.line("Source: " + index.source() + ". Public reads need no token.");
    notes.forEach(reply::line);
    return reply.toString();
  }

  private static String knownTag(String wanted, ApiIndex index) {
    String tag = wanted.toLowerCase(Locale.ROOT);
    if (index.tags().stream().anyMatch(t -> t.equalsIgnoreCase(tag))) {
      return tag;
    }
    throw new ToolFailure(
        "There is no tag `%s`.%s Tags: %s."
            .formatted(
                wanted,
                NearestName.of(tag, index.tags())
                    .map(near -> " Did you mean `" + near + "`?")
                    .orElse(""),
                String.join(", ", index.tags())));
  }

  /// Equal but for the names of parameters and for `models` in place of `{repoType}`.
  private static boolean samePath(String known, String asked) {
    String[] left = known.split("/");
    String[] right =
        asked
            .strip()
            .replaceFirst("^(?:https?://[^/]+)?/?", "/")
            .replaceFirst("[?#].*$", "")
            .split("/");
    if (left.length != right.length) {
      return false;
    }
    for (int i = 0; i < left.length; i++) {
      if (!left[i].equals(right[i]) && !left[i].contains("{")) {
        return false;
      }
    }
    return true;
  }

  private synchronized ApiIndex index(CallScope scope, List<String> notes) {
    if (live != null) {
      return live;
    }
    ApiIndex bundled = ApiIndex.bundled();
    List<ApiOperation> published;
    boolean askedLately = refusal != null && System.nanoTime() - refusedAt < RETRY_AFTER.toNanos();
    try {
      if (askedLately) {
        notes.add(refusal);
        return bundled;
      }
      published = OpenApiReader.read(docs.openApi(scope.atMost(PATIENCE)));
    } catch (HubException | HttpFailure e) {
      refusal =
          "The Hub's OpenAPI document could not be read: "
              + ForeignText.oneLine(e.getMessage(), 200);
      refusedAt = System.nanoTime();
      notes.add(refusal);
      return bundled;
    }
    if (published.isEmpty()) {
      notes.add("The Hub's OpenAPI document lists no paths; the bundled index was used.");
      return bundled;
    }
    List<ApiOperation> all = new ArrayList<>(published);
    Set<String> titles = new HashSet<>();
    published.forEach(op -> titles.add(op.title().replaceAll("\\{\\w+}", "{}")));
    bundled.operations().stream()
        .filter(op -> !op.published() && !titles.contains(op.title().replaceAll("\\{\\w+}", "{}")))
        .forEach(all::add);
    live = new ApiIndex(all, "the Hub's OpenAPI document and the " + ApiIndex.BUNDLED);
    return live;
  }
}
