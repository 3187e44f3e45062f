package dev.mlintern.hub;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A commit as the Hub wants it: one JSON value a line, the header first, regular files inline as
/// base64 (streamed from disk), large ones by name.
final class CommitBody extends RequestBody {
  private static final MediaType NDJSON = MediaType.get("application/x-ndjson");

  private final String summary;
  private final List<CommitFile> regular;
  private final List<CommitFile> large;

  CommitBody(String summary, List<CommitFile> regular, List<CommitFile> large) {
    this.summary = summary;
    this.regular = List.copyOf(regular);
    this.large = List.copyOf(large);
  }

  @Override
  public MediaType contentType() {
    return NDJSON;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    ObjectNode header = JsonMapper.shared().createObjectNode();
    header.put("summary", summary).put("description", "");
    writeLine(sink, "header", header);
    for (CommitFile file : large) {
      writeLine(
          sink,
          "lfsFile",
          JsonMapper.shared()
              .createObjectNode()
              .put("path", file.path().value())
              .put("algo", "sha256")
              .put("oid", file.sha256())
              .put("size", file.size()));
    }
    for (CommitFile file : regular) {
      writeFile(sink, file);
    }
  }

  private static void writeLine(BufferedSink sink, String key, JsonNode value) throws IOException {
    ObjectNode line = JsonMapper.shared().createObjectNode().put("key", key);
    line.set("value", value);
    sink.writeUtf8(line.toString()).writeByte('\n');
  }

  private static void writeFile(BufferedSink sink, CommitFile file) throws IOException {
    String path = JsonMapper.shared().writeValueAsString(file.path().value());
    sink.writeUtf8(
        "{\"key\":\"file\",\"value\":{\"path\":"
            + path
            + ",\"encoding\":\"base64\",\"content\":\"");
    try (OutputStream base64 = Base64.getEncoder().wrap(new Unclosed(sink.outputStream()))) {
      Files.copy(file.content(), base64);
    }
    sink.write("\"}}\n".getBytes(StandardCharsets.UTF_8));
  }

  /// Closing the encoder writes its last bytes; the request goes on.
  private static final class Unclosed extends FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
