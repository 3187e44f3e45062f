package dev.mlintern.localhub.api;

import dev.mlintern.json.JsonObject;
import dev.mlintern.localhub.api.ListRoutes.Listed;
import dev.mlintern.localhub.store.RepoKind;
import dev.mlintern.localhub.store.RepoMeta;
import dev.mlintern.localhub.web.HubError;
import dev.mlintern.localhub.web.Query;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// The search and filter parameters of a list, all of which a repo must meet.
final class RepoFilter {
  private final RepoKind kind;
  private final List<String> words;
  private final List<String> authors;
  private final List<String> tags;
  private final List<String> models;
  private final List<String> datasets;
  private final Query query;
  private final ParameterRange parameters;

  RepoFilter(RepoKind kind, Query query) {
    this.kind = kind;
    this.query = query;
    words =
        query.all("search").stream()
            .flatMap(text -> Stream.of(text.toLowerCase(Locale.ROOT).split("\\s+")))
            .filter(word -> !word.isEmpty())
            .toList();
    authors = query.all("author");
    tags =
        Stream.of(
                query.list("filter").stream(),
                query.list("pipeline_tag").stream(),
                query.list("library").stream(),
                query.list("trained_dataset").stream().map(id -> "dataset:" + id))
            .flatMap(tag -> tag)
            .toList();
    models = query.list("models");
    datasets = query.list("datasets");
    parameters = ParameterRange.parse(query.first("num_parameters").orElse(""));
  }

  boolean accepts(Listed listed) {
    String id = listed.repository().id().path().toLowerCase(Locale.ROOT);
    return words.stream().allMatch(id::contains)
        && authors.stream().allMatch(listed.repository().id().namespace()::equalsIgnoreCase)
        && tags.stream().allMatch(tag -> hasTag(listed, tag))
        && hasWantedGate(listed.repository().meta())
        && hasWantedLinks(listed)
        && parameters.contains(listed)
        // No inference provider serves a repo of this Hub.
        && !query.has("inference_provider")
        && !query.has("inference");
  }

  private static boolean hasTag(Listed listed, String tag) {
    return listed.facts().tags().stream().anyMatch(tag::equalsIgnoreCase);
  }

  private boolean hasWantedGate(RepoMeta meta) {
    return query
        .first("gated")
        .map(wanted -> wanted.equals("true") == (meta.gated() != RepoMeta.Gate.OPEN))
        .orElse(true);
  }

  private boolean hasWantedLinks(Listed listed) {
    return kind != RepoKind.SPACE
        || (listed.facts().card().strings("models").containsAll(models)
            && listed.facts().card().strings("datasets").containsAll(datasets));
  }

  /// `min:6B,max:128B`, either end optional.
  private record ParameterRange(OptionalLong least, OptionalLong most) {
    static ParameterRange parse(String text) {
      OptionalLong least = OptionalLong.empty();
      OptionalLong most = OptionalLong.empty();
      for (String part : text.split(",")) {
        if (part.startsWith("min:")) {
          least = OptionalLong.of(count(part.substring(4)));
        } else if (part.startsWith("max:")) {
          most = OptionalLong.of(count(part.substring(4)));
        } else if (!part.isBlank()) {
          throw HubError.badRequest("✖ Invalid num_parameters: " + text);
        }
      }
      return new ParameterRange(least, most);
    }

    private static long count(String text) {
      int last = text.length() - 1;
      int unit = last < 0 ? -1 : "KMBT".indexOf(Character.toUpperCase(text.charAt(last)));
      try {
        double number = Double.parseDouble(unit < 0 ? text : text.substring(0, last));
        return (long) (number * Math.pow(1_000, unit + 1));
      } catch (NumberFormatException _) {
        throw HubError.badRequest("✖ Invalid num_parameters: " + text);
      }
    }

    boolean contains(Listed listed) {
      if (least.isEmpty() && most.isEmpty()) {
        return true;
      }
      OptionalLong total = listed.facts().safetensors().orElse(JsonObject.EMPTY).integer("total");
      return total.isPresent()
          && total.getAsLong() >= least.orElse(0)
          && total.getAsLong() <= most.orElse(Long.MAX_VALUE);
    }
  }
}
