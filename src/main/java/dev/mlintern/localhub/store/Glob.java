package dev.mlintern.localhub.store;

import java.util.regex.Pattern;

/// Path patterns as in `.gitattributes` and in the `data_files` of dataset cards: `*` and `?` stay
/// inside a segment, `**` crosses segments, `[…]` is a set, `{a,b}` a choice.
public record Glob(Pattern pattern) {
  /// @throws IllegalArgumentException for a pattern that cannot be read
  public static Glob of(String glob) {
    var regex = new StringBuilder();
    int braces = 0;
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      switch (c) {
        case '*' -> {
          if (glob.startsWith("**/", i)) {
            regex.append("(?:.*/)?");
            i += 2;
          } else if (glob.startsWith("**", i)) {
            regex.append(".*");
            i++;
          } else {
            regex.append("[^/]*");
          }
        }
        case '?' -> regex.append("[^/]");
        case '[' -> {
          int end = glob.indexOf(']', i + 2);
          if (end < 0) {
            regex.append("\\[");
          } else {
            regex.append(set(glob.substring(i + 1, end)));
            i = end;
          }
        }
        case '{' -> {
          braces++;
          regex.append("(?:");
        }
        case '}' -> {
          regex.append(braces > 0 ? ")" : "\\}");
          braces = Math.max(0, braces - 1);
        }
        case ',' -> regex.append(braces > 0 ? "|" : ",");
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return new Glob(Pattern.compile(regex.toString()));
  }

  private static String set(String members) {
    String plain = members.startsWith("!") ? "^" + members.substring(1) : members;
    return "[" + plain.replace("\\", "\\\\").replace("[", "\\[").replace("&&", "&\\&") + "]";
  }

  public boolean matches(String path) {
    return pattern.matcher(path).matches();
  }
}
