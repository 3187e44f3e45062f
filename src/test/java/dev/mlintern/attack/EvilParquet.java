package dev.mlintern.attack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;

/// A Parquet file with one text wherever a writer may put one: names of columns, of a struct and of
/// its field, cells, the file's metadata, its writer.
final class EvilParquet {
  private static final int ROWS = 3;
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

  private final String text;
  private final ByteArrayOutputStream file = new ByteArrayOutputStream();

  private EvilParquet(String text) {
    this.text = text;
  }

  static byte[] of(String text) throws IOException {
    return new EvilParquet(text).bytes();
  }

  private byte[] bytes() throws IOException {
    file.writeBytes(MAGIC);
    List<ColumnChunk> chunks = new ArrayList<>();
    for (List<String> path : List.of(List.of(text), List.of("text"), List.of("s " + text, text))) {
      chunks.add(chunk(path));
    }
    SchemaElement root = new SchemaElement("schema");
    root.setNum_children(3);
    SchemaElement struct = new SchemaElement("s " + text);
    struct.setRepetition_type(FieldRepetitionType.REQUIRED);
    struct.setNum_children(1);
    List<SchemaElement> schema = List.of(root, leaf(text), leaf("text"), struct, leaf(text));
    var meta = new FileMetaData(1, schema, ROWS, List.of(new RowGroup(chunks, file.size(), ROWS)));
    KeyValue note = new KeyValue(text);
    note.setValue(text);
    meta.setKey_value_metadata(List.of(note));
    meta.setCreated_by(text);
    int start = file.size();
    Util.writeFileMetaData(meta, file);
    int length = file.size() - start;
    file.writeBytes(little(length));
    file.writeBytes(MAGIC);
    return file.toByteArray();
  }

  private static SchemaElement leaf(String name) {
    SchemaElement leaf = new SchemaElement(name);
    leaf.setType(Type.BYTE_ARRAY);
    leaf.setRepetition_type(FieldRepetitionType.REQUIRED);
    leaf.setConverted_type(ConvertedType.UTF8);
    return leaf;
  }

  /// One plain, uncompressed page of the text.
  private ColumnChunk chunk(List<String> path) throws IOException {
    byte[] cell = text.getBytes(StandardCharsets.UTF_8);
    var values = new ByteArrayOutputStream();
    for (int i = 0; i < ROWS; i++) {
      values.writeBytes(little(cell.length));
      values.writeBytes(cell);
    }
    long start = file.size();
    var page = new PageHeader(PageType.DATA_PAGE, values.size(), values.size());
    page.setData_page_header(new DataPageHeader(ROWS, Encoding.PLAIN, Encoding.RLE, Encoding.RLE));
    Util.writePageHeader(page, file);
    file.writeBytes(values.toByteArray());
    long size = file.size() - start;
    ColumnChunk chunk = new ColumnChunk(start);
    chunk.setMeta_data(
        new ColumnMetaData(
            Type.BYTE_ARRAY,
            List.of(Encoding.PLAIN),
            path,
            CompressionCodec.UNCOMPRESSED,
            ROWS,
            size,
            size,
            start));
    return chunk;
  }

  private static byte[] little(int number) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array();
  }
}
