package dev.mlintern.tools.datasets;

import dev.mlintern.tools.NearestName;
import dev.mlintern.tools.ToolFailure;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A filter predicate checked against the columns before it is sent, so that a slip costs no round
/// trip and is explained with the columns at hand.
///
/// Columns stand in double quotes, strings in single quotes. A bare word that is a column is quoted
/// for the caller; anything else unknown is refused.
final class WhereClause {
  private static final Set<String> WORDS =
      Set.of(
          "and", "or", "not", "like", "ilike", "glob", "similar", "to", "is", "null", "true",
          "false", "in", "between", "asc", "desc");

  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<string>'(?:[^']|'')*')"
              + "|(?<column>\"(?:[^\"]|\"\")*\")"
              + "|(?<call>[A-Za-z_]\\w*(?=\\s*\\())"
              + "|(?<word>[\\p{L}_][\\p{L}\\p{N}_]*)"
              + "|(?<other>[^'\"\\p{L}_]+?(?=['\"\\p{L}_]|$))"
              + "|(?<bad>['\"])",
          Pattern.DOTALL);

  private final Map<String, FeatureType> schema;

  private WhereClause(Map<String, FeatureType> schema) {
    this.schema = schema;
  }

  /// The predicate as it is to be sent.
  ///
  /// @throws ToolFailure naming the fault and the columns there are
  static String checked(String where, Map<String, FeatureType> schema) {
    return new WhereClause(schema).check("where", where);
  }

  /// An ordering as it is to be sent: one column, then perhaps `ASC` or `DESC`.
  static String checkedOrder(String orderBy, Map<String, FeatureType> schema) {
    String trimmed = orderBy.strip();
    String direction = "";
    Matcher matcher = Pattern.compile("(?i)\\s+(asc|desc)$").matcher(trimmed);
    if (matcher.find()) {
      direction = " " + matcher.group(1).toUpperCase(Locale.ROOT);
      trimmed = trimmed.substring(0, matcher.start()).strip();
    }
    if (trimmed.length() >= 2 && trimmed.startsWith("\"") && trimmed.endsWith("\"")) {
      trimmed = trimmed.substring(1, trimmed.length() - 1).replace("\"\"", "\"");
    }
    WhereClause clause = new WhereClause(schema);
    if (!schema.containsKey(trimmed)) {
      throw clause.unknown("order_by", trimmed);
    }
    return quoted(trimmed) + direction;
  }

  private String check(String parameter, String clause) {
    StringBuilder sent = new StringBuilder();
    Matcher token = TOKEN.matcher(clause);
    boolean nested = false;
    Optional<ClassColumn> lastClass = Optional.empty();
    while (token.find()) {
      String text = token.group();
      if (token.group("bad") != null) {
        throw new ToolFailure(
            "`"
                + parameter
                + "`: a quote is not closed. Columns stand in double quotes, strings in"
                + " single quotes with '' for a quote inside, e.g. "
                + example()
                + ".");
      }
      if (token.group("column") != null) {
        String name = text.substring(1, text.length() - 1).replace("\"\"", "\"");
        if (!nested && !schema.containsKey(name)) {
          throw unknown(parameter, name);
        }
        lastClass = classColumn(name);
        sent.append(text);
      } else if (token.group("word") != null) {
        sent.append(word(parameter, text, nested));
        lastClass = schema.containsKey(text) ? classColumn(text) : lastClass;
      } else {
        if (token.group("string") != null) {
          lastClass.ifPresent(column -> column.refuse(text));
        }
        sent.append(text);
      }
      nested = text.strip().equals(".");
    }
    return sent.toString();
  }

  private String word(String parameter, String word, boolean nested) {
    boolean exponent = word.matches("[eE]\\d*");
    if (nested || WORDS.contains(word.toLowerCase(Locale.ROOT)) || exponent) {
      return word;
    }
    if (schema.containsKey(word)) {
      return quoted(word);
    }
    throw unknown(parameter, word);
  }

  private Optional<ClassColumn> classColumn(String name) {
    return schema.get(name) instanceof FeatureType.ClassLabel label
        ? Optional.of(new ClassColumn(name, label))
        : Optional.empty();
  }

  private ToolFailure unknown(String parameter, String name) {
    Optional<String> near = NearestName.of(name, schema.keySet());
    return new ToolFailure(
        "`"
            + parameter
            + "`: "
            + Names.code(name)
            + " is not a column"
            + near.map(column -> " (did you mean " + Names.code(column) + "?)").orElse("")
            + ". Columns: "
            + Names.list(schema.keySet(), 40)
            + ". Columns stand in double quotes, strings in single quotes, e.g. "
            + example()
            + ".");
  }

  private String example() {
    String column = schema.keySet().stream().findFirst().orElse("label");
    return "`" + quoted(Names.plain(column)) + " = 'x'`";
  }

  private static String quoted(String column) {
    return '"' + column.replace("\"", "\"\"") + '"';
  }

  private record ClassColumn(String name, FeatureType.ClassLabel label) {
    /// Class labels are stored as numbers: comparing them with a name finds nothing or fails.
    void refuse(String literal) {
      String value = literal.substring(1, literal.length() - 1);
      int number = label.names().indexOf(value);
      throw new ToolFailure(
          "`where`: "
              + Names.code(name)
              + " is stored as a number, not a name: "
              + (number >= 0
                  ? "write `" + quoted(name) + " = " + number + "` for " + Names.code(value)
                  : "its classes are " + FeatureTypeText.of(label))
              + ".");
    }
  }
}
