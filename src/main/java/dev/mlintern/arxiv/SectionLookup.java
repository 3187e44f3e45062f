package dev.mlintern.arxiv;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Finds a section by what a reader would call it: `4.1`, `Section 4`, `§4`, `Appendix A`, a title
/// or a word of one. Strong matches win; several weak ones are a question back, never a guess.
public sealed interface SectionLookup {
  /// Exactly one section.
  record Found(PaperSection section) implements SectionLookup {}

  /// Several, none better than the others.
  record Several(List<PaperSection> candidates) implements SectionLookup {
    public Several {
      candidates = List.copyOf(candidates);
    }
  }

  /// None.
  record None() implements SectionLookup {}

  static SectionLookup find(Paper paper, String wanted) {
    String text =
        wanted.strip().replaceFirst("(?i)^(?:(?:sections?|sec|appendix|app)\\b\\.?|§+)\\s*", "");
    String bare = (text.isEmpty() ? wanted.strip() : text).replaceAll("[.:\\s]+$", "");
    String lower = bare.toLowerCase(Locale.ROOT);
    List<PaperSection> all = paper.allSections().toList();
    List<PaperSection> byNumber = filter(all, s -> s.number().equalsIgnoreCase(bare));
    if (!byNumber.isEmpty()) {
      return new Found(byNumber.getFirst());
    }
    // One letter is an appendix or nothing: as a word it would be in every title.
    if (bare.matches("[A-Za-z](?:\\.\\d+)*|[\\d.]+")) {
      return new None();
    }
    List<PaperSection> byTitle = filter(all, s -> fold(s.title()).equals(fold(lower)));
    if (byTitle.isEmpty()) {
      byTitle = filter(all, s -> fold(s.heading()).equals(fold(lower)));
    }
    if (!byTitle.isEmpty()) {
      return new Found(byTitle.getFirst());
    }
    Pattern word =
        Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(fold(lower)) + "(?![\\p{L}\\p{N}])");
    List<PaperSection> byWord = filter(all, s -> word.matcher(fold(s.title())).find());
    if (byWord.isEmpty()) {
      byWord = filter(all, s -> fold(s.title()).startsWith(fold(lower)));
    }
    return switch (byWord.size()) {
      case 0 -> new None();
      case 1 -> new Found(byWord.getFirst());
      default -> new Several(byWord);
    };
  }

  private static List<PaperSection> filter(List<PaperSection> all, Predicate<PaperSection> wanted) {
    return all.stream().filter(wanted).toList();
  }

  private static String fold(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[\\s\\p{Punct}]+", " ").strip();
  }
}
