package dev.mlintern.tools.datasets;

import dev.mlintern.tools.ForeignText;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Names others chose (columns, configs, splits, roles) as our sentences show them.
final class Names {
  private static final int MAX_NAME = 80;
  private static final Pattern ID =
      Pattern.compile("(?i)(.*[_-])?(id|idx|index|uuid|guid|key|hash)|__index_level_\\d+__");

  private Names() {}

  /// Whether a column of this name holds what tells rows apart, not content.
  static boolean isId(String column) {
    return ID.matcher(column).matches();
  }

  /// One name in backticks, on one line, without hidden characters.
  static String code(String name) {
    return "`" + plain(name).replace('`', '\'') + "`";
  }

  static String plain(String name) {
    return ForeignText.oneLine(name, MAX_NAME);
  }

  /// At most `max` names, then how many more there are.
  static String list(Collection<String> names, int max) {
    List<String> all = List.copyOf(names);
    String shown = all.stream().limit(max).map(Names::code).collect(Collectors.joining(", "));
    return all.size() > max ? shown + ", … " + (all.size() - max) + " more" : shown;
  }
}
