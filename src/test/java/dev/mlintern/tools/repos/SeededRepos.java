package dev.mlintern.tools.repos;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Repositories for the tests that read, written where an embedded Hub finds them.
final class SeededRepos {
  private SeededRepos() {}

  /// The folder of a Hub with a model, a dataset of many files and a gated model in it.
  static void under(Path hub) throws IOException {
    write(hub, "models/lab/tiny/config.json", "{\n  \"n_layer\": 12\n}\n");
    write(hub, "models/lab/tiny/README.md", "Use it:\n```python\nrun()\n```\nDone.\n");
    write(hub, "models/lab/tiny/empty.txt", "");
    write(hub, "models/lab/tiny/onnx/a.txt", "1");
    write(hub, "models/lab/tiny/onnx/deep/b.txt", "22");
    write(hub, "models/lab/tiny/log.txt", lines(5_000));
    write(hub, "models/lab/tiny/picture.png", "\u0089PNG\u0000\u0000");
    Files.write(hub.resolve("models/lab/tiny/model.safetensors"), safetensors());
    Files.write(hub.resolve("models/lab/tiny/tiny.gguf"), gguf());
    write(
        hub,
        "models/lab/tiny/train.ipynb",
        "{\"nbformat\":4,\"cells\":[{\"cell_type\":\"code\",\"source\":[\"x = 1\\n\",\"x\"],"
            + "\"outputs\":[{\"output_type\":\"stream\",\"text\":[\"1\"]}]},"
            + "{\"cell_type\":\"markdown\",\"source\":\"# Title\"}]}");
    for (int i = 0; i < 60; i++) {
      write(hub, "datasets/lab/rows/data/part-" + (100 + i) + ".jsonl", "{\"a\":" + i + "}\n");
    }
    write(hub, "models/lab/gated/README.md", "secret");
    write(hub, "models/lab/gated/.hubrepo.json", "{\"gated\":\"manual\"}");
  }

  private static void write(Path hub, String path, String content) throws IOException {
    Path file = hub.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private static String lines(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> "line " + i + " of many\n")
        .collect(Collectors.joining());
  }

  private static byte[] safetensors() {
    byte[] header =
        ("{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"big\":{\"dtype\":\"F32\",\"shape\":[100,200],\"data_offsets\":[0,80000]},"
                + "\"small\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[80000,80004]}}")
            .getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + header.length + 80_004)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .array();
  }

  private static byte[] gguf() {
    var out = new ByteArrayOutputStream();
    ByteBuffer b = ByteBuffer.allocate(4_096).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(0x46554747).putInt(3).putLong(2).putLong(3);
    text(b, "general.architecture").putInt(8);
    text(b, "llama");
    text(b, "llama.block_count").putInt(4).putInt(2);
    text(b, "tokenizer.ggml.tokens").putInt(9).putInt(8).putLong(3);
    text(b, "<s>");
    text(b, "</s>");
    text(b, "a");
    text(b, "output.weight").putInt(2).putLong(8).putLong(16).putInt(12).putLong(0);
    text(b, "norm.weight").putInt(1).putLong(32).putInt(0).putLong(128);
    out.write(b.array(), 0, b.position() + 64);
    return out.toByteArray();
  }

  private static ByteBuffer text(ByteBuffer buffer, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return buffer.putLong(bytes.length).put(bytes);
  }
}
