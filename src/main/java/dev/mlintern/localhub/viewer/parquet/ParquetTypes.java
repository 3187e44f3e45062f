package dev.mlintern.localhub.viewer.parquet;

import dev.mlintern.localhub.viewer.feature.Feature;
import dev.mlintern.localhub.viewer.feature.Feature.Sequence;
import dev.mlintern.localhub.viewer.feature.Feature.Struct;
import dev.mlintern.localhub.viewer.feature.Feature.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.MapLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/// Features of Parquet columns, for files that do not carry them.
final class ParquetTypes {
  private ParquetTypes() {}

  static Struct columns(GroupType group) {
    Map<String, Feature> fields = new LinkedHashMap<>();
    group.getFields().forEach(field -> fields.put(field.getName(), feature(field)));
    return new Struct(fields);
  }

  private static Feature feature(Type type) {
    Feature plain = type.isPrimitive() ? scalar(type.asPrimitiveType()) : group(type.asGroupType());
    // A repeated field outside of a list is itself the list (the old two-level form).
    return type.isRepetition(Type.Repetition.REPEATED) ? new Sequence(plain) : plain;
  }

  private static Feature group(GroupType group) {
    LogicalTypeAnnotation annotation = group.getLogicalTypeAnnotation();
    if (annotation instanceof ListLogicalTypeAnnotation) {
      return new Sequence(element(group));
    }
    if (annotation instanceof MapLogicalTypeAnnotation) {
      return new Sequence(columns(group.getType(0).asGroupType()));
    }
    return columns(group);
  }

  private static Feature element(GroupType list) {
    Type repeated = list.getType(0);
    return isWrapper(repeated)
        ? feature(repeated.asGroupType().getType(0))
        : repeated.isPrimitive()
            ? scalar(repeated.asPrimitiveType())
            : columns(repeated.asGroupType());
  }

  /// Whether the repeated group of a list only holds the element (the three-level form).
  static boolean isWrapper(Type repeated) {
    return !repeated.isPrimitive()
        && repeated.asGroupType().getFieldCount() == 1
        && !repeated.getName().equals("array")
        && !repeated.getName().endsWith("_tuple");
  }

  private static Value scalar(PrimitiveType type) {
    LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
    return new Value(
        switch (annotation) {
          case StringLogicalTypeAnnotation _ -> "string";
          case EnumLogicalTypeAnnotation _ -> "string";
          case JsonLogicalTypeAnnotation _ -> "string";
          case IntLogicalTypeAnnotation whole ->
              (whole.isSigned() ? "int" : "uint") + whole.getBitWidth();
          case DateLogicalTypeAnnotation _ -> "date32";
          case TimestampLogicalTypeAnnotation time ->
              "timestamp[" + unit(time.getUnit()) + (time.isAdjustedToUTC() ? ", tz=UTC]" : "]");
          case DecimalLogicalTypeAnnotation decimal ->
              "decimal128(" + decimal.getPrecision() + ", " + decimal.getScale() + ")";
          case Float16LogicalTypeAnnotation _ -> "float16";
          case null, default -> physical(type);
        });
  }

  private static String physical(PrimitiveType type) {
    return switch (type.getPrimitiveTypeName()) {
      case BOOLEAN -> "bool";
      case INT32 -> "int32";
      case INT64 -> "int64";
      case INT96 -> "timestamp[ns]";
      case FLOAT -> "float32";
      case DOUBLE -> "float64";
      case BINARY, FIXED_LEN_BYTE_ARRAY -> "binary";
    };
  }

  private static String unit(TimeUnit unit) {
    return switch (unit) {
      case MILLIS -> "ms";
      case MICROS -> "us";
      case NANOS -> "ns";
    };
  }
}
