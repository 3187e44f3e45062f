package dev.mlintern.redact;

import java.util.Arrays;

/// Finds the rules that may begin at a word by its first two characters, in constant time.
final class WordRules {
  private static final WordRule[] NOBODY = {};

  private final WordRule[][] byPair;

  WordRules() {
    this(new WordRule[128 * 128][]);
  }

  private WordRules(WordRule[][] byPair) {
    this.byPair = byPair;
  }

  /// The same rules, to add others to.
  WordRules copy() {
    return new WordRules(byPair.clone());
  }

  /// Adds a rule for words that begin with exactly these characters (ASCII, two or more).
  WordRules add(String beginning, WordRule rule) {
    add(beginning.charAt(0), beginning.charAt(1), rule);
    return this;
  }

  /// Adds a rule for words that begin with these two ASCII characters.
  void add(char first, char second, WordRule rule) {
    int pair = first << 7 | second;
    WordRule[] known = byPair[pair] == null ? NOBODY : byPair[pair];
    if (isAmong(known, rule)) {
      return;
    }
    WordRule[] longer = Arrays.copyOf(known, known.length + 1);
    longer[known.length] = rule;
    byPair[pair] = longer;
  }

  /// The very same rule: comparing records would build their `equals`, 10 ms of a hook's start.
  private static boolean isAmong(WordRule[] known, WordRule rule) {
    for (WordRule other : known) {
      if (other == rule) {
        return true;
      }
    }
    return false;
  }

  /// The rules to ask about the word that begins with these two characters.
  WordRule[] startingWith(char first, char second) {
    if (first >= 128 || second >= 128) {
      return NOBODY;
    }
    WordRule[] rules = byPair[first << 7 | second];
    return rules == null ? NOBODY : rules;
  }
}
