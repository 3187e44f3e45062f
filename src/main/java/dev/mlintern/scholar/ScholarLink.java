package dev.mlintern.scholar;

import dev.mlintern.http.OneLine;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A paper in a list; for citations also how it cites.
///
/// @param influential Semantic Scholar counts the citation as influential
/// @param intents `methodology`, `background`, `result`
/// @param contexts sentences around the citation
public record ScholarLink(
    ScholarPaper paper, boolean influential, List<String> intents, List<String> contexts) {
  public ScholarLink {
    intents = List.copyOf(intents);
    contexts = List.copyOf(contexts);
  }

  static ScholarLink of(JsonNode entry, ScholarPaper paper) {
    return new ScholarLink(
        paper,
        entry.path("isInfluential").asBoolean(false),
        texts(entry.path("intents")),
        texts(entry.path("contexts")));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(OneLine.of(text.asString(""), 1_000)));
    return texts;
  }
}
