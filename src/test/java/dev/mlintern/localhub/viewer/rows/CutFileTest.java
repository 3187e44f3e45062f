package dev.mlintern.localhub.viewer.rows;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CutFileTest {
  @TempDir Path folder;

  /// Cut in the head, in the middle, in the checksum.
  @ParameterizedTest
  @ValueSource(ints = {3, 15, 30})
  void a_zipped_file_that_is_cut_is_bad_data(int bytes) throws IOException {
    var zipped = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(zipped)) {
      out.write("a,b\n1,2\n3,4\n".getBytes(StandardCharsets.UTF_8));
    }
    Path file = folder.resolve("x.csv.gz");
    Files.write(file, Arrays.copyOf(zipped.toByteArray(), bytes));
    var cut = new DataFile("data/x.csv.gz", DataFormat.CSV, file, "0", bytes);

    assertThatThrownBy(() -> RowReader.of(DataFormat.CSV).survey(cut))
        .isInstanceOf(BadData.class)
        .hasMessageContaining("data/x.csv.gz is not a whole gzip file");
  }
}
