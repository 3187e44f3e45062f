package dev.mlintern.localhub.viewer.parquet;

import dev.mlintern.json.JsonBoolean;
import dev.mlintern.json.JsonNull;
import dev.mlintern.json.JsonNumber;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.function.Consumer;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.Float16LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/// A scalar of a Parquet column as JSON. Bytes are Base64; numbers JSON cannot hold are `null`.
final class ScalarBuilder extends PrimitiveConverter {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ISO_LOCAL_DATE_TIME;
  private static final int JULIAN_EPOCH_DAY = 2_440_588;

  private final LogicalTypeAnnotation annotation;
  private final PrimitiveTypeName physical;
  private final Consumer<JsonValue> sink;

  ScalarBuilder(PrimitiveType type, Consumer<JsonValue> sink) {
    this.annotation = type.getLogicalTypeAnnotation();
    this.physical = type.getPrimitiveTypeName();
    this.sink = sink;
  }

  @Override
  public void addBoolean(boolean value) {
    sink.accept(new JsonBoolean(value));
  }

  @Override
  public void addInt(int value) {
    sink.accept(
        switch (annotation) {
          case DateLogicalTypeAnnotation _ ->
              new JsonString(LocalDate.ofEpochDay(value).toString());
          case IntLogicalTypeAnnotation whole when !whole.isSigned() ->
              JsonNumber.of(Integer.toUnsignedLong(value));
          case DecimalLogicalTypeAnnotation decimal ->
              decimal(BigInteger.valueOf(value), decimal.getScale());
          case null, default -> JsonNumber.of(value);
        });
  }

  @Override
  public void addLong(long value) {
    sink.accept(
        switch (annotation) {
          case TimestampLogicalTypeAnnotation time -> timestamp(value, time);
          case IntLogicalTypeAnnotation whole when !whole.isSigned() ->
              new JsonNumber(Long.toUnsignedString(value));
          case DecimalLogicalTypeAnnotation decimal ->
              decimal(BigInteger.valueOf(value), decimal.getScale());
          case null, default -> JsonNumber.of(value);
        });
  }

  @Override
  public void addFloat(float value) {
    sink.accept(Float.isFinite(value) ? new JsonNumber(Float.toString(value)) : JsonNull.INSTANCE);
  }

  @Override
  public void addDouble(double value) {
    sink.accept(
        Double.isFinite(value) ? new JsonNumber(Double.toString(value)) : JsonNull.INSTANCE);
  }

  @Override
  public void addBinary(Binary value) {
    sink.accept(
        switch (annotation) {
          case StringLogicalTypeAnnotation _ -> new JsonString(value.toStringUsingUTF8());
          case EnumLogicalTypeAnnotation _ -> new JsonString(value.toStringUsingUTF8());
          case JsonLogicalTypeAnnotation _ -> new JsonString(value.toStringUsingUTF8());
          case DecimalLogicalTypeAnnotation decimal ->
              decimal(new BigInteger(value.getBytes()), decimal.getScale());
          case Float16LogicalTypeAnnotation _ -> half(value);
          case null, default ->
              physical == PrimitiveTypeName.INT96
                  ? oldTimestamp(value)
                  : new JsonString(Base64.getEncoder().encodeToString(value.getBytes()));
        });
  }

  private static JsonValue half(Binary value) {
    short bits = value.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN).getShort();
    float number = Float.float16ToFloat(bits);
    return Float.isFinite(number) ? new JsonNumber(Float.toString(number)) : JsonNull.INSTANCE;
  }

  private static JsonString decimal(BigInteger unscaled, int scale) {
    return new JsonString(new BigDecimal(unscaled, scale).toPlainString());
  }

  private static JsonString timestamp(long value, TimestampLogicalTypeAnnotation time) {
    ChronoUnit unit =
        switch (time.getUnit()) {
          case MILLIS -> ChronoUnit.MILLIS;
          case MICROS -> ChronoUnit.MICROS;
          case NANOS -> ChronoUnit.NANOS;
        };
    LocalDateTime at = LocalDateTime.ofInstant(Instant.EPOCH.plus(value, unit), ZoneOffset.UTC);
    return new JsonString(TIME.format(at) + (time.isAdjustedToUTC() ? "+00:00" : ""));
  }

  /// INT96: nanoseconds of the day, then the Julian day.
  private static JsonString oldTimestamp(Binary value) {
    var buffer = value.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    long nanos = buffer.getLong();
    LocalDate day = LocalDate.ofEpochDay(buffer.getInt() - JULIAN_EPOCH_DAY);
    return new JsonString(TIME.format(day.atStartOfDay().plusNanos(nanos)));
  }
}
