package dev.mlintern.tools.docs;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.HubDocs;
import dev.mlintern.hub.HubException;
import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ForeignText;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// `explore_hf_docs`: passages of the documentation for a question, or the pages of a product.
public final class ExploreDocs implements Tool {
  private static final ToolSpec SPEC = ToolSpec.load("explore_hf_docs");
  /// The Hub's own limit (spec tools-read §5.3).
  private static final int MOST_PASSAGES = 25;

  private static final int PASSAGES_A_PAGE = 2;
  private static final int PASSAGE_CHARS = 320;
  private static final int BROWSE_PAGE = 100;

  private final HubDocs docs;

  public ExploreDocs(HubDocs docs) {
    this.docs = docs;
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public ToolResult call(ToolCall call) throws InterruptedException {
    Arguments arguments = call.arguments();
    Optional<String> endpoint = arguments.text("endpoint").filter(e -> !e.equalsIgnoreCase("all"));
    Optional<String> query = arguments.text("query");
    if (endpoint.isEmpty() && query.isEmpty()) {
      throw new ToolFailure(
          "explore_hf_docs needs `query`, `endpoint` or both. Example: {\"endpoint\": \"trl\","
              + " \"query\": \"SFTConfig max_length\"}");
    }
    List<String> products =
        endpoint.map(name -> DocsProduct.resolve(name, catalogue(call.scope()))).orElse(List.of());
    return query.isPresent()
        ? search(query.get(), products, arguments.integer("max_results", 10), call.scope())
        : browse(products, arguments.integer("offset", 0), call.scope());
  }

  /// A help to spot typing errors and new products; the built-in list serves when it fails.
  private List<String> catalogue(CallScope scope) {
    try {
      return docs.products(scope.atMost(Duration.ofSeconds(5)));
    } catch (HubException | HttpFailure _) {
      return List.of();
    }
  }

  private ToolResult search(String query, List<String> products, int wanted, CallScope scope)
      throws InterruptedException {
    int limit = Math.min(wanted, MOST_PASSAGES);
    List<String> warnings = new ArrayList<>();
    CallScope half = scope.atMost(scope.remaining().dividedBy(2));
    List<HubDocs.Hit> hits = semantic(query, products, limit, half, warnings);
    String how = "by meaning";
    if (hits.isEmpty()) {
      hits = keyword(query, products, limit, scope, warnings);
      how = "by words";
    }
    if (hits.isEmpty()) {
      return ToolResult.ok(nothing(query, products, warnings, scope));
    }
    ReplyText reply = new ReplyText();
    String where = products.isEmpty() ? "all Hugging Face docs" : String.join(", ", products);
    reply.line("`" + query + "` in " + where + ", " + how + " (foreign text):");
    List<String> lines = hits.stream().map(hit -> line(hit, products.size() != 1)).toList();
    int shown = reply.addLines(lines.stream().limit(limit).toList());
    reply.line(
        shown
            + (shown == 1 ? " passage" : " passages")
            + " shown. Read one with fetch_hf_docs and its address, anchor included.");
    if (limit < wanted) {
      reply.line("max_results " + wanted + " is more than the " + limit + " there can be.");
    }
    warnings.forEach(warning -> reply.line("Warning: " + warning));
    return ToolResult.ok(reply.toString());
  }

  private List<HubDocs.Hit> semantic(
      String query, List<String> products, int limit, CallScope scope, List<String> warnings)
      throws InterruptedException {
    List<Optional<String>> asked =
        products.isEmpty()
            ? List.of(Optional.empty())
            : products.stream().map(Optional::of).toList();
    List<HubDocs.Hit> hits = new ArrayList<>();
    try (Subtasks subtasks = new Subtasks()) {
      List<Subtask<List<HubDocs.Hit>>> running =
          asked.stream()
              .map(product -> subtasks.start(() -> docs.search(query, product, limit, scope)))
              .toList();
      for (int i = 0; i < running.size(); i++) {
        switch (running.get(i).outcome()) {
          case Outcome.Done<List<HubDocs.Hit>>(List<HubDocs.Hit> found) -> hits.addAll(found);
          case Outcome.Failed<List<HubDocs.Hit>>(RuntimeException e) ->
              warnings.add(
                  asked.get(i).map(p -> p + ": ").orElse("")
                      + "search by meaning failed, "
                      + e.getMessage());
        }
      }
    }
    return bestOfEachPage(hits);
  }

  private List<HubDocs.Hit> keyword(
      String query, List<String> products, int limit, CallScope scope, List<String> warnings) {
    try {
      List<HubDocs.Hit> found = docs.fullText(query, products.isEmpty() ? limit : 100, scope);
      return bestOfEachPage(
          found.stream()
              .filter(hit -> products.isEmpty() || products.contains(hit.product()))
              .toList());
    } catch (HubException | HttpFailure e) {
      warnings.add("search by words failed, " + e.getMessage());
      if (warnings.size() > Math.max(1, products.size())) {
        throw new ToolFailure("Docs search failed: " + String.join("; ", warnings), e);
      }
      return List.of();
    }
  }

  /// Keeps the order but shows at most two passages of a page.
  private static List<HubDocs.Hit> bestOfEachPage(List<HubDocs.Hit> hits) {
    Map<String, Integer> seen = new LinkedHashMap<>();
    return hits.stream()
        .filter(h -> seen.merge(h.page(), 1, Integer::sum) <= PASSAGES_A_PAGE)
        .toList();
  }

  private static String line(HubDocs.Hit hit, boolean nameProduct) {
    List<String> path = new ArrayList<>();
    if (nameProduct && !hit.product().isEmpty()) {
      path.add(hit.product());
    }
    path.add(hit.title());
    hit.headings().stream().filter(h -> !h.equals(hit.title())).forEach(path::add);
    String where = ForeignText.oneLine(String.join(" › ", path));
    String text = ForeignText.leading(hit.text(), PASSAGE_CHARS);
    return "- "
        + where
        + "\n  "
        + ForeignText.leading(hit.url())
        + (text.isEmpty() ? "" : "\n  " + text);
  }

  private String nothing(
      String query, List<String> products, List<String> warnings, CallScope scope) {
    StringBuilder text = new StringBuilder("No passage matches `" + query + "`");
    text.append(products.isEmpty() ? "." : " in " + String.join(", ", products) + ".");
    List<String> near = new ArrayList<>();
    Set<String> words = words(query);
    if (products.size() == 1) {
      try {
        docs.manifest(products.getFirst(), scope).stream()
            .filter(page -> common(words, page) > 0)
            .sorted(Comparator.comparingLong(page -> -common(words, page)))
            .limit(5)
            .forEach(
                p -> near.add(ForeignText.oneLine(p.title()) + " " + ForeignText.oneLine(p.url())));
      } catch (HubException | HttpFailure e) {
        warnings.add("the list of pages failed, " + e.getMessage());
      }
    }
    text.append(
        near.isEmpty()
            ? " Try other words, or endpoint alone to see its pages."
            : "\nPages with such a title:\n- " + String.join("\n- ", near));
    warnings.forEach(warning -> text.append("\nWarning: ").append(warning));
    return text.toString();
  }

  /// How many of the words a page has in its title or at the end of its address.
  private static long common(Set<String> words, HubDocs.Page page) {
    String name = page.url().substring(page.url().lastIndexOf('/') + 1);
    Set<String> its = words(page.title() + " " + name);
    return words.stream().filter(its::contains).count();
  }

  /// Words of three letters and more, lower case; `SFTTrainer.push_to_hub` has sft, trainer, push
  /// and hub.
  private static Set<String> words(String text) {
    String parted = text.replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ");
    return Arrays.stream(parted.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+"))
        .filter(word -> word.length() > 2)
        .collect(Collectors.toSet());
  }

  private ToolResult browse(List<String> products, int offset, CallScope scope) {
    if (products.size() > 1) {
      return ToolResult.ok(
          "These are several: "
              + String.join(", ", products)
              + ". Name one, or add `query` to search them all.");
    }
    String product = products.getFirst();
    List<HubDocs.Page> pages = docs.manifest(product, scope);
    if (pages.isEmpty()) {
      return ToolResult.ok(
          product
              + " publishes no list of pages. Search it: add `query`. Web:"
              + " https://huggingface.co/docs/"
              + product);
    }
    if (offset >= pages.size()) {
      throw new ToolFailure(
          "`offset` %d is past the end: %s has %d pages.".formatted(offset, product, pages.size()));
    }
    String common = commonPrefix(pages);
    ReplyText reply = new ReplyText();
    reply.line(
        "%s docs: %d pages; addresses begin with %s"
            .formatted(product, pages.size(), ForeignText.oneLine(common)));
    List<String> lines =
        pages.stream()
            .skip(offset)
            .limit(BROWSE_PAGE)
            .map(
                p ->
                    "  ".repeat(Math.min(4, p.depth()))
                        + "- "
                        + ForeignText.oneLine(p.title())
                        + " · "
                        + ForeignText.oneLine(p.url().substring(common.length())))
            .toList();
    int shown = reply.addLines(lines);
    int end = offset + shown;
    reply.line(
        "%d-%d of %d shown%s"
            .formatted(
                offset + 1, end, pages.size(), end < pages.size() ? "; next: offset=" + end : "."));
    return ToolResult.ok(reply.toString());
  }

  private static String commonPrefix(List<HubDocs.Page> pages) {
    String prefix = pages.getFirst().url();
    for (HubDocs.Page page : pages) {
      while (!page.url().startsWith(prefix)) {
        prefix = prefix.substring(0, prefix.length() - 1);
      }
    }
    return prefix.substring(0, prefix.lastIndexOf('/') + 1);
  }
}
