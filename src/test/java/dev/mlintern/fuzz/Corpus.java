package dev.mlintern.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/// Where a campaign starts: inputs that mean something to the target, and words worth planting into
/// them.
public record Corpus(List<byte[]> seeds, List<byte[]> words) {
  public Corpus {
    if (seeds.isEmpty()) {
      throw new IllegalArgumentException("a corpus needs a seed");
    }
    seeds = List.copyOf(seeds);
    words = List.copyOf(words);
  }

  public static Corpus of(String... seeds) {
    return new Corpus(bytes(Stream.of(seeds)), List.of());
  }

  public static Corpus ofBytes(Stream<byte[]> seeds) {
    return new Corpus(seeds.toList(), List.of());
  }

  public Corpus withWords(String... words) {
    return new Corpus(seeds, bytes(Stream.of(words)));
  }

  private static List<byte[]> bytes(Stream<String> texts) {
    return texts.map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }
}
