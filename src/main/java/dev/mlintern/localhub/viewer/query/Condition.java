package dev.mlintern.localhub.viewer.query;

import dev.mlintern.json.JsonNull;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/// A `where` clause. SQL's three-valued logic: a comparison with a missing value is neither true
/// nor false, and only rows for which the whole clause is true are kept.
public sealed interface Condition {
  enum Truth {
    TRUE,
    FALSE,
    UNKNOWN;

    static Truth of(boolean value) {
      return value ? TRUE : FALSE;
    }

    Truth negated() {
      return switch (this) {
        case TRUE -> FALSE;
        case FALSE -> TRUE;
        case UNKNOWN -> UNKNOWN;
      };
    }
  }

  Truth test(JsonObject row);

  /// Names of the columns it looks at.
  void addColumns(Set<String> columns);

  /// Everything: the clause that was not given.
  record Always() implements Condition {
    @Override
    public Truth test(JsonObject row) {
      return Truth.TRUE;
    }

    @Override
    public void addColumns(Set<String> columns) {}
  }

  record And(Condition left, Condition right) implements Condition {
    @Override
    public Truth test(JsonObject row) {
      Truth first = left.test(row);
      if (first == Truth.FALSE) {
        return first;
      }
      Truth second = right.test(row);
      return second == Truth.TRUE ? first : second;
    }

    @Override
    public void addColumns(Set<String> columns) {
      left.addColumns(columns);
      right.addColumns(columns);
    }
  }

  record Or(Condition left, Condition right) implements Condition {
    @Override
    public Truth test(JsonObject row) {
      Truth first = left.test(row);
      if (first == Truth.TRUE) {
        return first;
      }
      Truth second = right.test(row);
      return second == Truth.FALSE ? first : second;
    }

    @Override
    public void addColumns(Set<String> columns) {
      left.addColumns(columns);
      right.addColumns(columns);
    }
  }

  record Not(Condition condition) implements Condition {
    @Override
    public Truth test(JsonObject row) {
      return condition.test(row).negated();
    }

    @Override
    public void addColumns(Set<String> columns) {
      condition.addColumns(columns);
    }
  }

  /// A column, or a field below one.
  record Path(List<String> names) {
    public Path {
      names = List.copyOf(names);
    }

    JsonValue value(JsonObject row) {
      JsonValue at = row;
      for (String name : names) {
        at =
            at instanceof JsonObject object
                ? object.get(name).orElse(JsonNull.INSTANCE)
                : JsonNull.INSTANCE;
      }
      return at;
    }

    String column() {
      return names.getFirst();
    }
  }

  /// `column operator value`, the operator given as what it accepts of a three-way comparison.
  record Comparison(Path path, JsonValue value, IntPredicate operator) implements Condition {
    @Override
    public Truth test(JsonObject row) {
      JsonValue cell = path.value(row);
      return cell instanceof JsonNull || value instanceof JsonNull
          ? Truth.UNKNOWN
          : Truth.of(operator.test(CellOrder.compare(cell, value)));
    }

    @Override
    public void addColumns(Set<String> columns) {
      columns.add(path.column());
    }
  }

  record IsNull(Path path) implements Condition {
    @Override
    public Truth test(JsonObject row) {
      return Truth.of(path.value(row) instanceof JsonNull);
    }

    @Override
    public void addColumns(Set<String> columns) {
      columns.add(path.column());
    }
  }

  /// `LIKE` and its relatives.
  record Matches(Path path, Pattern pattern) implements Condition {
    @Override
    public Truth test(JsonObject row) {
      return switch (path.value(row)) {
        case JsonNull() -> Truth.UNKNOWN;
        case JsonString(var text) -> Truth.of(pattern.matcher(text).matches());
        case JsonValue other -> Truth.of(pattern.matcher(other.toJson()).matches());
      };
    }

    @Override
    public void addColumns(Set<String> columns) {
      columns.add(path.column());
    }
  }
}
