package dev.mlintern.attack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import tools.jackson.databind.node.StringNode;

/// What lies on the Hub before anybody meddles: a model, datasets, a space.
final class SeededHub {
  private SeededHub() {}

  static void fill(Path root) throws IOException {
    String card =
        "---\nlicense: mit\nlibrary_name: transformers\ntags: [a]\n---\n# Card\n\nText.\n";
    file(root, "models/local/m/README.md", card);
    file(
        root,
        "models/local/m/config.json",
        "{\"model_type\":\"llama\",\"architectures\":[\"LlamaForCausalLM\"],\"hidden_size\":8,"
            + "\"num_hidden_layers\":1,\"num_attention_heads\":1,\"vocab_size\":9,"
            + "\"torch_dtype\":\"float16\"}");
    file(
        root,
        "models/local/m/tokenizer_config.json",
        "{\"chat_template\":\"{{ x }}\",\"eos_token\":\"</s>\",\"model_max_length\":9}");
    file(
        root,
        "models/local/m/a.ipynb",
        "{\"cells\":[{\"cell_type\":\"markdown\",\"source\":[\"# Hi\"]},{\"cell_type\":\"code\","
            + "\"source\":[\"print(1)\"],\"outputs\":[{\"output_type\":\"stream\",\"text\":[\"1\"]}]}],"
            + "\"metadata\":{},\"nbformat\":4,\"nbformat_minor\":5}");
    file(root, "models/local/m/train.py", "import torch\n\ndef main():\n    print('found')\n");
    file(
        root,
        "models/local/m/model.safetensors",
        safetensors(
            "{\"w\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]},\"__metadata__\":{\"format\":\"pt\"}}"));
    file(root, "models/local/m/m.gguf", gguf("general.name", "tiny"));
    file(root, "datasets/local/d/README.md", "---\nlicense: mit\n---\n# Data\n\nRows.\n");
    file(
        root,
        "datasets/local/d/train.jsonl",
        "{\"text\":\"one\",\"label\":\"a\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},{\"role\":\"assistant\",\"content\":\"yo\"}]}\n"
            + "{\"text\":\"two\",\"label\":\"b\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},{\"role\":\"assistant\",\"content\":\"yo\"}]}\n");
    byte[] parquet = ForeignWorld.resource("/localhub/rows-snappy.parquet");
    file(root, "datasets/local/pq/data/train-00000-of-00001.parquet", parquet);
    file(root, "spaces/local/s/README.md", "---\ntitle: S\nsdk: gradio\n---\n# Space\n");
  }

  /// A model and a dataset by somebody who writes nothing else than the text.
  static void evil(Path root, String text) throws IOException {
    String json = StringNode.valueOf(text).toString();
    String line = StringNode.valueOf(text.lines().collect(Collectors.joining(" "))).toString();
    String model = "models/local/evil/";
    file(
        root,
        model + "README.md",
        "---\nlicense: " + line + "\ntags: [" + line + "]\n---\n" + text);
    file(root, model + "train.py", "import torch\n" + text + "\ndef main():\n    pass\n");
    file(
        root,
        model + "model.safetensors",
        safetensors(
            "{%1$s:{\"dtype\":%1$s,\"shape\":[2,%1$s],\"data_offsets\":[0,4]},\"__metadata__\":{%1$s:%1$s}}"
                .formatted(json)));
    file(root, model + "m.gguf", gguf(text, text));
    file(
        root,
        model + "a.ipynb",
        ("{\"cells\":[{\"cell_type\":%1$s,\"source\":[%1$s]},{\"cell_type\":\"code\",\"source\":%1$s,"
             + "\"outputs\":[{\"output_type\":\"stream\",\"text\":[%1$s]},{\"output_type\":\"error\","
             + "\"ename\":%1$s,\"evalue\":%1$s,\"traceback\":[%1$s]}]}],\"metadata\":{},"
             + "\"nbformat\":4,\"nbformat_minor\":5}")
            .formatted(json));
    file(
        root,
        model + "config.json",
        "{\"model_type\":%1$s,\"architectures\":[%1$s]}".formatted(json));
    text.lines()
        .map(name -> name.replaceAll("[/\u0000]", "_").strip())
        .filter(name -> !name.isEmpty())
        .distinct()
        .limit(40)
        .forEach(name -> named(root.resolve(model), name));
    String row =
        "{%1$s:%1$s,\"text\":%1$s,\"messages\":[{\"role\":%1$s,\"content\":%1$s}]}\n"
            .formatted(json);
    file(root, "datasets/local/evil/README.md", "---\nlicense: mit\n---\n" + text);
    file(root, "datasets/local/evil/train.jsonl", row.repeat(3));
    file(root, "datasets/local/evilpq/data/train.parquet", EvilParquet.of(text));
  }

  /// A file whose name is the text, where a file system allows it.
  private static void named(Path folder, String name) {
    try {
      file(folder, name.substring(0, Math.min(60, name.length())) + ".txt", "x");
    } catch (IOException | InvalidPathException _) {
      // Not a name here.
    }
  }

  static byte[] gguf(String key, String value) {
    byte[] name = key.getBytes(StandardCharsets.UTF_8);
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(24 + 8 + name.length + 4 + 8 + text.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("GGUF".getBytes(StandardCharsets.US_ASCII))
        .putInt(3)
        .putLong(0)
        .putLong(1)
        .putLong(name.length)
        .put(name)
        .putInt(8)
        .putLong(text.length)
        .put(text)
        .array();
  }

  static byte[] safetensors(String header) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(12 + json.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .putInt(0)
        .array();
  }

  private static void file(Path root, String path, String content) throws IOException {
    file(root, path, content.getBytes(StandardCharsets.UTF_8));
  }

  private static void file(Path root, String path, byte[] content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }
}
