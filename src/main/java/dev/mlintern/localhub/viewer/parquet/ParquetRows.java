package dev.mlintern.localhub.viewer.parquet;

import dev.mlintern.json.JsonException;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.localhub.viewer.feature.Feature.Struct;
import dev.mlintern.localhub.viewer.feature.FeatureReader;
import dev.mlintern.localhub.viewer.rows.BadData;
import dev.mlintern.localhub.viewer.rows.DataFile;
import dev.mlintern.localhub.viewer.rows.RowReader;
import dev.mlintern.localhub.viewer.rows.RowVisitor;
import dev.mlintern.localhub.viewer.rows.Survey;
import io.airlift.compress.MalformedInputException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.ParquetRuntimeException;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/// Parquet through the reader library. Nothing else of this Hub names its classes, so they are
/// loaded when the first Parquet file is read.
public final class ParquetRows implements RowReader {
  /// Where the `datasets` library leaves its features in a file.
  private static final String FEATURES_KEY = "huggingface";

  @Override
  public Survey survey(DataFile file) throws IOException {
    try (ParquetFileReader reader = open(file)) {
      long bytes = reader.getRowGroups().stream().mapToLong(BlockMetaData::getTotalByteSize).sum();
      FileMetaData meta = reader.getFileMetaData();
      return new Survey(columns(meta), reader.getRecordCount(), bytes, new long[0]);
    } catch (RuntimeException e) {
      throw unreadable(file, e);
    }
  }

  private static Struct columns(FileMetaData meta) {
    return Optional.ofNullable(meta.getKeyValueMetaData().get(FEATURES_KEY))
        .flatMap(ParquetRows::writtenFeatures)
        .orElseGet(() -> ParquetTypes.columns(meta.getSchema()));
  }

  private static Optional<Struct> writtenFeatures(String json) {
    try {
      return JsonReader.readObject(json)
          .object("info")
          .flatMap(info -> info.object("features"))
          .map(FeatureReader::fromJson);
    } catch (JsonException _) {
      return Optional.empty();
    }
  }

  @Override
  public void scan(DataFile file, Survey survey, long from, Set<String> columns, RowVisitor visitor)
      throws IOException {
    try (ParquetFileReader reader = open(file)) {
      MessageType schema = project(reader.getFileMetaData().getSchema(), columns);
      reader.setRequestedSchema(schema);
      long firstOfGroup = 0;
      for (BlockMetaData group : reader.getRowGroups()) {
        long next = firstOfGroup + group.getRowCount();
        if (next <= from) {
          reader.skipNextRowGroup();
        } else if (!scanGroup(reader.readNextRowGroup(), schema, firstOfGroup, from, visitor)) {
          return;
        }
        firstOfGroup = next;
      }
    } catch (BadData e) {
      throw e;
    } catch (ParquetRuntimeException | IllegalArgumentException | MalformedInputException e) {
      throw unreadable(file, e);
    }
  }

  private static boolean scanGroup(
      PageReadStore pages, MessageType schema, long firstOfGroup, long from, RowVisitor visitor)
      throws IOException {
    RecordReader<JsonObject> records =
        new ColumnIOFactory().getColumnIO(schema).getRecordReader(pages, new Rows(schema));
    for (long row = firstOfGroup; row < firstOfGroup + pages.getRowCount(); row++) {
      JsonObject record = records.read();
      if (row >= from && !visitor.visit(row, record)) {
        return false;
      }
    }
    return true;
  }

  private static MessageType project(MessageType schema, Set<String> columns) {
    List<Type> wanted =
        schema.getFields().stream().filter(field -> columns.contains(field.getName())).toList();
    return wanted.isEmpty() ? schema : new MessageType(schema.getName(), wanted);
  }

  private static ParquetFileReader open(DataFile file) throws IOException {
    var options =
        ParquetReadOptions.builder(new PlainParquetConfiguration())
            .withCodecFactory(new PageCodecs())
            .build();
    try {
      return ParquetFileReader.open(new LocalInputFile(file.content()), options);
    } catch (RuntimeException e) {
      throw unreadable(file, e);
    }
  }

  private static BadData unreadable(DataFile file, RuntimeException e) {
    return e instanceof BadData known
        ? known
        : new BadData(file.path() + " is not a Parquet file that can be read: " + e.getMessage());
  }

  /// Turns record events into JSON objects.
  private static final class Rows extends RecordMaterializer<JsonObject> {
    private final CellBuilders.ObjectBuilder root;
    private JsonObject current = JsonObject.EMPTY;

    Rows(MessageType schema) {
      this.root = new CellBuilders.ObjectBuilder(schema, row -> current = (JsonObject) row);
    }

    @Override
    public JsonObject getCurrentRecord() {
      return current;
    }

    @Override
    public GroupConverter getRootConverter() {
      return root;
    }
  }
}
