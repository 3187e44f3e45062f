package dev.mlintern.localhub.store;

import dev.mlintern.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// A state of a repo with its history, immutable, named by the id git would give it.
///
/// @param depth number of commits up to and including this one
/// @param date whole seconds
public record Commit(
    String id,
    String tree,
    Optional<String> parent,
    long depth,
    String title,
    String message,
    String author,
    Instant date) {

  static Commit of(
      String tree,
      Optional<Commit> parent,
      String title,
      String message,
      String author,
      Instant at) {
    Instant date = at.truncatedTo(ChronoUnit.SECONDS);
    String person = author + " <" + author + "@users.noreply.local> " + date.getEpochSecond();
    String text =
        "tree "
            + tree
            + "\n"
            + parent.map(commit -> "parent " + commit.id + "\n").orElse("")
            + "author "
            + person
            + " +0000\n"
            + "committer "
            + person
            + " +0000\n\n"
            + title
            + (message.isEmpty() ? "" : "\n\n" + message)
            + "\n";
    return new Commit(
        Digests.gitObjectId("commit", text.getBytes(StandardCharsets.UTF_8)),
        tree,
        parent.map(Commit::id),
        parent.map(Commit::depth).orElse(0L) + 1,
        title,
        message,
        author,
        date);
  }

  JsonObject toJson() {
    var json = JsonObject.builder().put("tree", tree);
    parent.ifPresent(id -> json.put("parent", id));
    return json.put("depth", depth)
        .put("title", title)
        .put("message", message)
        .put("author", author)
        .put("date", date.toString())
        .build();
  }

  static Commit fromJson(String id, JsonObject json) {
    return new Commit(
        id,
        json.string("tree").orElseThrow(),
        json.string("parent"),
        json.integer("depth").orElseThrow(),
        json.string("title").orElseThrow(),
        json.string("message").orElseThrow(),
        json.string("author").orElseThrow(),
        Instant.parse(json.string("date").orElseThrow()));
  }
}
