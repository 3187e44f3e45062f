package dev.mlintern.localhub;

import java.nio.file.Path;

/// Datasets of every format and layout the viewer knows.
final class DataSeed {
  private DataSeed() {}

  static void fill(Path root) {
    new SeedFolder(root)
        .file("datasets/local/chat/train.jsonl", chatRows())
        .file("datasets/local/chat/test.jsonl", "{\"id\":0,\"messages\":[],\"score\":1}\n")
        .file(
            "datasets/local/titanic/data.csv",
            """
            Survived,Name,Sex,Age,Fare,Home
            1,"Allen, Miss ""Elisabeth""\",female,29,211.5,"St Louis, MO"
            0,Mr John,male,30.5,8.05,
            0,Mr Owen,male,,7.25,Bristol
            1,Mrs Jane,female,30,53.1,NA
            """)
        .file(
            "datasets/local/sharded/README.md",
            """
            ---
            license: mit
            configs:
            - config_name: small
              default: true
              data_files:
              - split: train
                path: data/small-*.jsonl
              - split: holdout
                path: [data/h.jsonl]
            - config_name: tests
              data_files: ./t
            dataset_info:
            - config_name: small
              features:
              - name: text
                dtype: string
              - name: label
                dtype:
                  class_label:
                    names:
                      '0': neg
                      '1': pos
            ---
            # Sharded
            """)
        .file("datasets/local/sharded/data/small-1.jsonl", "{\"text\":\"b\",\"label\":1}\n")
        .file("datasets/local/sharded/data/small-0.jsonl", "{\"text\":\"a\",\"label\":\"neg\"}")
        .file("datasets/local/sharded/data/h.jsonl", "{\"text\":\"c\",\"label\":-1}\n")
        .file("datasets/local/sharded/t/x.jsonl", "{\"q\":[1,2.5]}\n")
        .file("datasets/local/mixed/train.jsonl", "{\"x\":1}\n{\"x\":\"one\"}\n")
        .file("datasets/local/columns/a.jsonl", "{\"x\":1,\"y\":2}\n")
        .file("datasets/local/columns/b.jsonl", "{\"x\":1,\"z\":2}\n")
        .file("datasets/local/empty/README.md", "# Nothing here\n")
        .file("datasets/local/array/all.json", "[{\"a\":1},\n {\"a\":2, \"b\":\"]}\\\"\"}]")
        .resource("datasets/local/pq/data/train-00000-of-00002.parquet", "rows-zstd.parquet")
        .resource("datasets/local/pq/data/train-00001-of-00002.parquet", "rows-snappy.parquet")
        .resource("datasets/local/pq/data/validation-00000-of-00001.parquet", "rows-gzip.parquet")
        .resource("datasets/local/pq/data/lz-00000-of-00001.parquet", "rows-lz4_raw.parquet")
        .resource("datasets/local/pics/train.parquet", "labelled.parquet");
  }

  private static String chatRows() {
    var rows = new StringBuilder();
    for (int i = 0; i < 2_345; i++) {
      rows.append("{\"id\":")
          .append(i)
          .append(",\"messages\":[{\"role\":\"user\",\"content\":\"question ")
          .append(i)
          .append(i % 100 == 0 ? " about Zebras" : "")
          .append("\"}],\"score\":")
          .append(i % 2 == 0 ? "1" : "0.5")
          .append("}\n");
    }
    return rows.toString();
  }
}
