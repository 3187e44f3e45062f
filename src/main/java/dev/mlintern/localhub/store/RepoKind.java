package dev.mlintern.localhub.store;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The kinds of repository and their spellings in addresses (spec hub-api §7).
public enum RepoKind {
  MODEL("models", ""),
  DATASET("datasets", "datasets/"),
  SPACE("spaces", "spaces/");

  private final String plural;
  private final String webPrefix;

  RepoKind(String plural, String webPrefix) {
    this.plural = plural;
    this.webPrefix = webPrefix;
  }

  /// By the segment after `/api/`.
  public static Optional<RepoKind> ofPlural(String plural) {
    return Arrays.stream(values()).filter(kind -> kind.plural.equals(plural)).findFirst();
  }

  /// By the word in JSON bodies.
  public static Optional<RepoKind> ofWord(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
  }

  /// `models`, `datasets`, `spaces`
  public String plural() {
    return plural;
  }

  /// What stands before the id in web addresses: empty, `datasets/` or `spaces/`.
  public String webPrefix() {
    return webPrefix;
  }

  /// `model`, `dataset`, `space`
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
