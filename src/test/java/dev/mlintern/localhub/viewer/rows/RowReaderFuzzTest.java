package dev.mlintern.localhub.viewer.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.fuzz.Campaign;
import dev.mlintern.fuzz.Choices;
import dev.mlintern.fuzz.Corpus;
import dev.mlintern.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Data files of any bytes are refused as bad data, or all passes over them agree: as many rows as
/// were counted, and the same rows from wherever one begins.
public final class RowReaderFuzzTest {
  private static final Path FILE = file();

  @Test
  void every_pass_over_a_file_sees_the_same_rows() {
    Campaign.against(RowReaderFuzzTest::fuzzerTestOneInput, corpus()).run(4_000);
  }

  public static Corpus corpus() {
    return Corpus.ofBytes(
            Stream.concat(
                Stream.of(
                        "\0\u0001a,b\n1,\"x, \"\"y\"\"\"\n2,\n",
                        "\0\0a\tb\r\n1\t2\r\n\r\n\"multi\nline\"\t3\r\n",
                        "\u0001\u0001{\"a\":1,\"b\":[1,2]}\n{\"a\":2.5,\"b\":null}\n\n{\"b\":[]}",
                        "\u0001\0[{\"a\":\"x\"},{\"a\":\"y\",\"c\":{\"d\":true}}]",
                        "\u0002\u0001one\ntwo\r\nthree",
                        "\u0001\u0001" + "[".repeat(5_000),
                        "\0\u0001" + ",".repeat(2_000) + "\n" + "\"".repeat(2_001),
                        "\u0003\0PAR1\u0015\u0004\u0000\u0000PAR1")
                    .map(text -> text.getBytes(StandardCharsets.UTF_8)),
                Stream.of(
                    new byte[] {
                      1, 3, 31, (byte) 139, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0
                    })))
        .withWords(
            "\"", ",", "\n", "\r\n", "\t", "{\"a\":", "}", "[", "]", "null", "NaN", "1e999", "\"\"",
            "PAR1");
  }

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    var choices = new Choices(input);
    DataFormat format =
        choices.oneOf(
            List.of(DataFormat.CSV, DataFormat.JSON, DataFormat.TEXT, DataFormat.PARQUET));
    String name = choices.oneOf(List.of("data/x.tsv", "data/x.csv", "x.jsonl", "x.csv.gz"));
    byte[] bytes = choices.rest();
    Files.write(FILE, bytes);
    var file = new DataFile(name, format, FILE, "0", bytes.length);
    RowReader reader = RowReader.of(format);
    Survey survey;
    try {
      survey = reader.survey(file);
    } catch (BadData | IOException refused) {
      assertThat(refused).hasMessageMatching("(?s).+");
      return;
    }
    List<JsonObject> rows = rows(reader, file, survey, 0);
    assertThat((long) rows.size()).isEqualTo(survey.rows());
    int from = choices.below(4) * rows.size() / 4;
    assertThat(rows(reader, file, survey, from)).isEqualTo(rows.subList(from, rows.size()));
  }

  private static List<JsonObject> rows(RowReader reader, DataFile file, Survey survey, long from)
      throws IOException {
    var rows = new ArrayList<JsonObject>();
    reader.scan(file, survey, from, Set.of(), (_, row) -> rows.add(row));
    return rows;
  }

  private static Path file() {
    try {
      Path file = Files.createTempFile("rows", ".fuzz");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
