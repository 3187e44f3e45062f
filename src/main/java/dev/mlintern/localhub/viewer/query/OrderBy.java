package dev.mlintern.localhub.viewer.query;

import dev.mlintern.json.JsonNull;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.viewer.query.Token.Kind;
import java.util.Comparator;
import java.util.List;

/// One column to sort by, `"col" [asc|desc]`; missing values come last either way.
public record OrderBy(String column, boolean descending) {
  /// @throws WhereError if it is not one column
  public static OrderBy parse(String text) {
    List<Token> tokens = Token.all(text);
    Token column = tokens.getFirst();
    if (column.kind() != Kind.COLUMN && column.kind() != Kind.WORD) {
      throw new WhereError("expected a column");
    }
    Token direction = tokens.get(1);
    boolean descending = direction.isWord("desc");
    boolean directed = descending || direction.isWord("asc");
    if (tokens.get(directed ? 2 : 1).kind() != Kind.END) {
      throw new WhereError("expected one column and asc or desc");
    }
    return new OrderBy(column.text(), descending);
  }

  public Comparator<JsonValue> comparator() {
    Comparator<JsonValue> order = CellOrder::compare;
    Comparator<JsonValue> directed = descending ? order.reversed() : order;
    return (a, b) -> {
      boolean missingA = a instanceof JsonNull;
      boolean missingB = b instanceof JsonNull;
      return missingA || missingB ? Boolean.compare(missingA, missingB) : directed.compare(a, b);
    };
  }
}
