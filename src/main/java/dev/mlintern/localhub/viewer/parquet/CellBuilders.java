package dev.mlintern.localhub.viewer.parquet;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonNull;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.Type;

/// Builds JSON from the events of Parquet's record reader: one builder a field, each handing its
/// finished value to the one above.
final class CellBuilders {
  private CellBuilders() {}

  private static Converter of(Type type, Consumer<JsonValue> sink) {
    if (type.isPrimitive()) {
      return new ScalarBuilder(type.asPrimitiveType(), sink);
    }
    GroupType group = type.asGroupType();
    if (group.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation) {
      return new ListBuilder(group, sink);
    }
    if (group.getLogicalTypeAnnotation() instanceof MapLogicalTypeAnnotation) {
      return new ListBuilder(group, sink);
    }
    return new ObjectBuilder(group, sink);
  }

  /// A struct, also the row itself.
  static final class ObjectBuilder extends GroupConverter {
    private final List<String> names = new ArrayList<>();
    private final List<Converter> fields = new ArrayList<>();
    private final List<Boolean> repeated = new ArrayList<>();
    private final Consumer<JsonValue> sink;
    private final JsonValue[] values;
    private final List<List<JsonValue>> lists = new ArrayList<>();

    ObjectBuilder(GroupType group, Consumer<JsonValue> sink) {
      this.sink = sink;
      this.values = new JsonValue[group.getFieldCount()];
      for (int i = 0; i < group.getFieldCount(); i++) {
        Type field = group.getType(i);
        int at = i;
        boolean many = field.isRepetition(Type.Repetition.REPEATED);
        List<JsonValue> list = new ArrayList<>();
        names.add(field.getName());
        repeated.add(many);
        lists.add(list);
        fields.add(of(field, many ? list::add : value -> values[at] = value));
      }
    }

    @Override
    public Converter getConverter(int index) {
      return fields.get(index);
    }

    @Override
    public void start() {
      Arrays.fill(values, JsonNull.INSTANCE);
      lists.forEach(List::clear);
    }

    @Override
    public void end() {
      Map<String, JsonValue> members = new LinkedHashMap<>();
      for (int i = 0; i < values.length; i++) {
        members.put(names.get(i), repeated.get(i) ? new JsonArray(lists.get(i)) : values[i]);
      }
      sink.accept(new JsonObject(members));
    }
  }

  /// A list in its three-level form, `optional group (LIST) { repeated group { element } }`, the
  /// two-level form, or a map, which is a list of entries.
  private static final class ListBuilder extends GroupConverter {
    private final List<JsonValue> elements = new ArrayList<>();
    private final Converter repeated;
    private final Consumer<JsonValue> sink;

    ListBuilder(GroupType list, Consumer<JsonValue> sink) {
      this.sink = sink;
      Type inner = list.getType(0);
      boolean isMap = list.getLogicalTypeAnnotation() instanceof MapLogicalTypeAnnotation;
      this.repeated =
          !isMap && ParquetTypes.isWrapper(inner)
              ? new WrapperBuilder(inner.asGroupType().getType(0), elements::add)
              : of(inner, elements::add);
    }

    @Override
    public Converter getConverter(int index) {
      return repeated;
    }

    @Override
    public void start() {
      elements.clear();
    }

    @Override
    public void end() {
      sink.accept(new JsonArray(elements));
    }
  }

  /// The repeated group around an element.
  private static final class WrapperBuilder extends GroupConverter {
    private final Converter element;
    private final Consumer<JsonValue> sink;
    private JsonValue value = JsonNull.INSTANCE;

    WrapperBuilder(Type type, Consumer<JsonValue> sink) {
      this.sink = sink;
      this.element = of(type, found -> value = found);
    }

    @Override
    public Converter getConverter(int index) {
      return element;
    }

    @Override
    public void start() {
      value = JsonNull.INSTANCE;
    }

    @Override
    public void end() {
      sink.accept(value);
    }
  }
}
