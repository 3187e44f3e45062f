package dev.mlintern.tools.jobs;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One state of something that reports how far it is: tqdm, pip, uv, downloads, spinners. States
/// with the same key follow one another; the last one says all.
///
/// @param key what the states have in common
/// @param state as printed
/// @param rest what was printed behind the bar on the same line, as in `100%|██| 8/8 [00:01]done`
record ProgressLine(String key, String state, String rest) {
  /// `desc:  37%|███▋      | 3/8 [00:01<00:02,  2.0it/s, loss=1.3]`, and `3it [00:01, 2.0it/s]`.
  private static final Pattern TQDM =
      Pattern.compile(
          "^(.{0,200}?)\\s*(?:\\d{1,3}(?:\\.\\d+)?%\\|[^|]{0,300}\\|\\s*\\S+|\\b\\d[\\d.]*[kMGT]?[a-zA-Z/]*)\\s*\\[[\\d:?]+(?:<[\\d:?\\-"
              + " days,]+)?,[^\\]]{0,400}\\](.*)$");

  /// Bars without tqdm's frame: rich, pip, Keras, wget, curl's `-#`, apt, safetensors shards.
  private static final Pattern BAR =
      Pattern.compile("[━╸╺█▉▊▋▌▍▎▏▓▒░]{2,}|\\[[=>#.\\- ]{8,}\\]|(?:\\.{10} ){2,}|#{10,} ");

  private static final Pattern AMOUNT =
      Pattern.compile(
          "\\b\\d{1,3}(?:\\.\\d+)?\\s?%"
              + "|\\b\\d+(?:\\.\\d+)?\\s?/\\s?\\d+(?:\\.\\d+)?\\s?(?:[kKMGT]i?B|bytes)\\b"
              + "|\\d(?:\\.\\d+)?\\s?[kKMGT]?i?B/s\\b");
  private static final Pattern TRANSFER =
      Pattern.compile(
          "(?i)^\\W{0,4}(?:download|upload|fetch|pull|extract|load|receiv|resolv|count|compress|writ|unpack|updating"
              + " files|new data)\\w*\\b.*");
  private static final Pattern VARYING =
      Pattern.compile("[\\d.,:]+|[━╸╺█▉▊▋▌▍▎▏▓▒░⠁-⣿|/\\\\#=>\\-]+");
  private static final Pattern SPINNER = Pattern.compile("^\\s*[⠁-⣿◐◓◑◒]\\s.*");
  private static final String TQDM_KEY = "tqdm ";
  private static final int MAX_KEY_CHARS = 80;
  private static final int MIN_WORD_CHARS = 4;

  /// The line read as progress, if it is.
  static Optional<ProgressLine> of(String line) {
    if (!mayBe(line)) {
      return Optional.empty();
    }
    Matcher tqdm = TQDM.matcher(line);
    if (tqdm.matches()) {
      String rest = tqdm.group(2);
      String bar = line.substring(0, line.length() - rest.length());
      return Optional.of(
          new ProgressLine(TQDM_KEY + key(tqdm.group(1)), bar.strip(), rest.strip()));
    }
    boolean other =
        SPINNER.matcher(line).matches()
            || BAR.matcher(line).find() && AMOUNT.matcher(line).find()
            || TRANSFER.matcher(line).matches() && AMOUNT.matcher(line).find();
    return other ? Optional.of(new ProgressLine(key(line), line.strip(), "")) : Optional.empty();
  }

  /// Whether two states printed over one another are of one thing that only counts.
  static boolean sameShape(String one, String other) {
    return key(one).equals(key(other));
  }

  /// Whether it has tqdm's form, which installers do not use.
  boolean isTqdm() {
    return key.startsWith(TQDM_KEY);
  }

  private static boolean mayBe(String line) {
    if (line.length() < 6) {
      return false;
    }
    char first = line.charAt(0);
    return line.indexOf('%') >= 0
        || line.indexOf("/s") >= 0
        || line.indexOf("B/") >= 0
        || line.indexOf("it/") >= 0
        || line.indexOf("s/it") >= 0
        || first >= '⠁' && first <= '⣿';
  }

  /// The words before the first number; where there are none, all words without the numbers.
  private static String key(String text) {
    String head = text.substring(0, Math.min(2 * MAX_KEY_CHARS, text.length()));
    int number = 0;
    while (number < head.length() && !Character.isDigit(head.charAt(number))) {
      number++;
    }
    String words = words(head.substring(0, number));
    return words.length() >= MIN_WORD_CHARS ? words : words(head);
  }

  private static String words(String text) {
    String words = VARYING.matcher(text).replaceAll(" ").replaceAll("\\s+", " ").strip();
    return words.substring(0, Math.min(MAX_KEY_CHARS, words.length()));
  }
}
