package dev.mlintern.tools;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What the model is told about a tool: the hand-written document `resources/tools/<name>.json`.
///
/// The document is read when something in it is first asked for: a server that only answers
/// `initialize` reads none of them. Thread-safe.
public final class ToolSpec {
  /// What of the document a client is served.
  private static final Set<String> LISTED =
      Set.of("name", "title", "description", "inputSchema", "annotations");

  private static final JsonFactory STREAMING = new JsonFactory();

  private final String name;
  private final Supplier<byte[]> source;
  private ObjectNode document;

  private ToolSpec(String name, Supplier<byte[]> source) {
    this.name = Objects.requireNonNull(name, "name");
    this.source = source;
  }

  /// The document `tools/<name>.json` on the class path, read on first use.
  public static ToolSpec load(String name) {
    return new ToolSpec(name, () -> read("/tools/" + name + ".json"));
  }

  /// A document given as text.
  public static ToolSpec of(String json) {
    String name = JsonMapper.shared().readTree(json).get("name").asString();
    return new ToolSpec(name, () -> json.getBytes(StandardCharsets.UTF_8));
  }

  public String name() {
    return name;
  }

  public String title() {
    return document().get("title").asString();
  }

  /// The group the tool is switched on and off with.
  public String toolset() {
    return document().get("toolset").asString();
  }

  public String description() {
    return document().get("description").asString();
  }

  /// MCP hints (`readOnlyHint`, …), true to what the tool does.
  public ObjectNode annotations() {
    return (ObjectNode) document().get("annotations");
  }

  /// Served verbatim; flat, no combinators at the root.
  public ObjectNode inputSchema() {
    return (ObjectNode) document().get("inputSchema");
  }

  /// What arguments of a tool without operations are validated with: [#inputSchema] and, merged
  /// into it, the document's `validation`, the limits, legacy arguments and examples that a model
  /// does well without. Every model call pays for what the served schema says.
  public ObjectNode validatedSchema() {
    ObjectNode schema = inputSchema().deepCopy();
    JsonNode extra = document().path("validation");
    ObjectNode properties = (ObjectNode) schema.get("properties");
    extra
        .path("properties")
        .forEachEntry(
            (property, rules) ->
                properties.withObjectProperty(property).setAll((ObjectNode) rules));
    extra.optional("examples").ifPresent(examples -> schema.set("examples", examples));
    return schema;
  }

  /// Other names a tool with operations answers to, neither served nor told: `operations` and
  /// `arguments` map each to the name that counts, `ignored` lists arguments that other servers of
  /// this tool take and that change nothing here.
  JsonNode aliases() {
    return document().path("aliases");
  }

  /// For a tool with operations: a `oneOf` of one branch per operation, what arguments are
  /// validated with.
  public Optional<ObjectNode> operations() {
    return document().optional("operations").map(ObjectNode.class::cast);
  }

  /// The branches of [#operations] in their order; empty for a tool without operations.
  public List<ObjectNode> branches() {
    List<ObjectNode> branches = new ArrayList<>();
    operations()
        .ifPresent(o -> o.get("oneOf").forEach(branch -> branches.add((ObjectNode) branch)));
    return List.copyOf(branches);
  }

  /// Names of the operations in their order; empty for a tool without operations.
  public List<String> operationNames() {
    return branches().stream().map(branch -> branch.get("title").asString()).toList();
  }

  /// Whether no operation of the tool changes anything.
  public boolean isReadOnly() {
    return annotations().path("readOnlyHint").asBoolean(false);
  }

  /// Writes what a client is served as one object, every value as it stands in the document.
  ///
  /// Copies token by token: listing tools is part of every start, and binding the documents first
  /// would double its time.
  public void writeListing(JsonGenerator json) {
    json.writeStartObject();
    try (JsonParser document = STREAMING.createParser(ObjectReadContext.empty(), source.get())) {
      document.nextToken();
      while (document.nextToken() != JsonToken.END_OBJECT) {
        boolean isListed = LISTED.contains(document.currentName());
        if (isListed) {
          json.writeName(document.currentName());
        }
        document.nextToken();
        if (isListed) {
          json.copyCurrentStructureExact(document);
        } else {
          document.skipChildren();
        }
      }
    }
    json.writeEndObject();
  }

  private synchronized ObjectNode document() {
    if (document == null) {
      document = (ObjectNode) JsonMapper.shared().readTree(source.get());
    }
    return document;
  }

  private static byte[] read(String resource) {
    try (InputStream in = ToolSpec.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + resource);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
  }

  @Override
  public String toString() {
    return "ToolSpec[" + name + "]";
  }
}
