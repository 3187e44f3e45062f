package dev.mlintern.policy;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// One simple command of a shell line: its words without quotes and redirections, and the text fed
/// to it by a here-document or here-string.
record ShellCommand(List<String> words, String input) {
  ShellCommand {
    words = List.copyOf(words);
    Objects.requireNonNull(input, "input");
  }

  /// The same command from its `from`-th word on.
  ShellCommand from(int from) {
    return new ShellCommand(words.subList(from, words.size()), input);
  }

  boolean isEmpty() {
    return words.isEmpty();
  }

  /// The program's name without its folder.
  String program() {
    return program(words.getFirst());
  }

  /// The same of a word that names a program; in small letters, since `HF` runs `hf` on a Mac.
  static String program(String word) {
    return word.substring(word.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }

  boolean has(String word) {
    return words.contains(word);
  }
}
