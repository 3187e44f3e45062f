package dev.mlintern.hub;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A commit as the Hub wants it: one JSON value a line, the header first, regular files inline as
/// base64 (streamed), large ones by name.
final class CommitBody extends RequestBody {
  private static final MediaType NDJSON = MediaType.get("application/x-ndjson");

  private final CommitPlan plan;
  private final Optional<String> parent;

  CommitBody(CommitPlan plan, Optional<String> parent) {
    this.plan = plan;
    this.parent = parent;
  }

  @Override
  public MediaType contentType() {
    return NDJSON;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    ObjectNode header =
        object()
            .put("summary", plan.request().title())
            .put("description", plan.request().description());
    parent.ifPresent(commit -> header.put("parentCommit", commit));
    writeLine(sink, "header", header);
    for (CommitChange change : plan.others().toList()) {
      switch (change) {
        case CommitChange.Link link -> writeLarge(sink, link.path(), link.sha256(), link.size());
        case CommitChange.DeleteFile delete ->
            writeLine(sink, "deletedFile", object().put("path", delete.path().value()));
        case CommitChange.Put _ -> throw new IllegalStateException("files are written below");
      }
    }
    List<CommitPlan.PlannedFile> files = plan.sent().toList();
    for (CommitPlan.PlannedFile planned : files) {
      CommitFile file = planned.file();
      if (planned.isLarge()) {
        writeLarge(sink, file.path(), file.sha256(), file.size());
      } else {
        writeFile(sink, file);
      }
    }
  }

  private static ObjectNode object() {
    return JsonMapper.shared().createObjectNode();
  }

  private static void writeLarge(BufferedSink sink, FilePath path, String sha256, long size)
      throws IOException {
    writeLine(
        sink,
        "lfsFile",
        object()
            .put("path", path.value())
            .put("algo", "sha256")
            .put("oid", sha256)
            .put("size", size));
  }

  private static void writeLine(BufferedSink sink, String key, JsonNode value) throws IOException {
    ObjectNode line = object().put("key", key);
    line.set("value", value);
    sink.writeUtf8(line.toString()).writeByte('\n');
  }

  private static void writeFile(BufferedSink sink, CommitFile file) throws IOException {
    String path = JsonMapper.shared().writeValueAsString(file.path().value());
    sink.writeUtf8(
        "{\"key\":\"file\",\"value\":{\"path\":"
            + path
            + ",\"encoding\":\"base64\",\"content\":\"");
    try (InputStream content = file.content().open();
        OutputStream base64 = Base64.getEncoder().wrap(new Unclosed(sink.outputStream()))) {
      content.transferTo(base64);
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
