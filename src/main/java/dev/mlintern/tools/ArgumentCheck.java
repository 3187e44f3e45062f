package dev.mlintern.tools;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.mlintern.policy.CanonicalName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Turns the arguments of a call as sent into checked [Arguments], or into one sentence the caller
/// can act on.
///
/// For a tool with operations the branch is chosen by `operation` first and validated alone, so a
/// complaint is about what was asked and not about every branch. A branch is compiled when it is
/// first called. Thread-safe.
final class ArgumentCheck {
  private static final String OPERATION = "operation";

  /// Member that holds the other arguments in Hugging Face's own calling form.
  private static final String NESTED = "args";

  /// Complaints told at once; a caller mends the first ones first.
  private static final int MOST_COMPLAINTS = 4;

  private final ToolSpec spec;
  private final Optional<ObjectNode> single;
  private final Map<String, Schema> compiled = new ConcurrentHashMap<>();

  ArgumentCheck(ToolSpec spec) {
    this.spec = spec;
    this.single =
        spec.operations().isEmpty() ? Optional.of(spec.validatedSchema()) : Optional.empty();
  }

  /// @param sent the `arguments` of the call, absent when there are none
  /// @throws ToolFailure naming every argument at fault
  Arguments check(Optional<JsonNode> sent) {
    ObjectNode given = object(sent.orElseGet(JsonNodeFactory.instance::objectNode));
    if (single.isPresent()) {
      return check(spec.name(), single.get(), given);
    }
    ObjectNode flat = underOwnNames(unwrapped(given));
    ObjectNode branch = branch(flat);
    String operation = branch.get("title").asString();
    flat.put(OPERATION, operation);
    return check(spec.name() + " " + operation, branch, flat);
  }

  private ObjectNode object(JsonNode sent) {
    if (sent.isNull()) {
      return JsonNodeFactory.instance.objectNode();
    }
    if (sent instanceof ObjectNode object) {
      ObjectNode copy = JsonNodeFactory.instance.objectNode();
      object.forEachEntry((name, value) -> copyUnlessNull(copy, name, value));
      return copy;
    }
    throw new ToolFailure(
        spec.name()
            + ": the arguments must be an object, got "
            + SchemaComplaint.shown(sent)
            + ".");
  }

  private static void copyUnlessNull(ObjectNode copy, String name, JsonNode value) {
    if (!value.isNull()) {
      copy.set(name, value);
    }
  }

  /// Accepts `{"operation": …, "args": {…}}`, the calling form of Hugging Face's own server, read
  /// as [dev.mlintern.policy.CanonicalArguments] reads it.
  private ObjectNode unwrapped(ObjectNode given) {
    boolean isOurs = spec.inputSchema().path("properties").has(NESTED);
    if (isOurs || !(given.get(NESTED) instanceof ObjectNode nested)) {
      return given;
    }
    ObjectNode flat = given.deepCopy();
    flat.remove(NESTED);
    nested.forEachEntry(
        (name, value) -> {
          if (flat.has(name) && !flat.get(name).equals(value)) {
            throw new ToolFailure(
                spec.name() + ": `" + shown(name) + "` differs inside and outside `args`.");
          }
          copyUnlessNull(flat, name, value);
        });
    return flat;
  }

  /// Arguments under the names the tool knows them by, see [ToolSpec#aliases].
  private ObjectNode underOwnNames(ObjectNode given) {
    JsonNode aliases = spec.aliases();
    if (aliases.isMissingNode()) {
      return given;
    }
    ObjectNode named = given.deepCopy();
    for (JsonNode ignored : aliases.path("ignored")) {
      named.remove(ignored.asString());
    }
    aliases
        .path("arguments")
        .forEachEntry(
            (alias, own) -> {
              JsonNode value = named.remove(alias);
              String name = own.asString();
              if (value != null && named.has(name) && !named.get(name).equals(value)) {
                throw new ToolFailure(
                    spec.name() + ": `" + alias + "` and `" + name + "` say different things.");
              }
              if (value != null) {
                named.set(name, value);
              }
            });
    return named;
  }

  private ObjectNode branch(ObjectNode given) {
    JsonNode sent = given.path(OPERATION);
    String canonical = sent.isString() ? CanonicalName.operation(sent.stringValue()) : "";
    String asked = spec.aliases().path("operations").path(canonical).asString(canonical);
    List<String> names = spec.operationNames();
    String known = " Operations: " + String.join(", ", names) + ".";
    if (sent.isMissingNode() || (sent.isString() && asked.isEmpty())) {
      String example = spec.branches().stream().findFirst().map(ArgumentCheck::example).orElse("");
      throw new ToolFailure(spec.name() + ": `operation` is missing." + known + example);
    }
    for (ObjectNode branch : spec.branches()) {
      if (CanonicalName.operation(branch.get("title").asString()).equals(asked)) {
        return branch;
      }
    }
    String guess =
        NearestName.of(asked, names).map(name -> " Did you mean `" + name + "`?").orElse("");
    throw new ToolFailure(
        spec.name() + ": no operation " + SchemaComplaint.shown(sent) + "." + guess + known);
  }

  private Arguments check(String who, ObjectNode schema, ObjectNode given) {
    List<String> complaints = new ArrayList<>(unknown(schema, given));
    ObjectNode coerced = ArgumentCoercion.coerce(schema, given);
    complaints.addAll(ArgumentCoercion.tooLong(schema, coerced));
    if (complaints.isEmpty()) {
      complaints.addAll(SchemaComplaint.phrase(schema, schema(who, schema).validate(coerced)));
    }
    if (complaints.isEmpty()) {
      return new Arguments(coerced);
    }
    String told =
        complaints.stream().distinct().limit(MOST_COMPLAINTS).collect(Collectors.joining("; "));
    throw new ToolFailure(who + ": " + told + "." + example(schema));
  }

  private Schema schema(String who, ObjectNode schema) {
    return compiled.computeIfAbsent(who, _ -> Registry.REGISTRY.getSchema(schema));
  }

  private List<String> unknown(ObjectNode schema, ObjectNode given) {
    JsonNode known = schema.path("properties");
    JsonNode others = schema.path("additionalProperties");
    if (others.isObject() || others.asBoolean(false)) {
      return List.of();
    }
    List<String> complaints = new ArrayList<>();
    for (String name : given.propertyNames()) {
      if (!known.has(name)) {
        complaints.add(unknown(name, known));
      }
    }
    return complaints;
  }

  private String unknown(String name, JsonNode known) {
    List<String> elsewhere =
        spec.branches().stream()
            .filter(branch -> branch.path("properties").has(name))
            .map(branch -> branch.get("title").asString())
            .toList();
    String shown = shown(name);
    if (!elsewhere.isEmpty()) {
      return "`" + shown + "` belongs to " + String.join(", ", elsewhere);
    }
    List<String> names = List.copyOf(known.propertyNames());
    return NearestName.of(name, names)
        .map(nearest -> "unknown argument `" + shown + "`, did you mean `" + nearest + "`?")
        .orElseGet(
            () -> "unknown argument `" + shown + "` (known: " + String.join(", ", names) + ")");
  }

  private static String shown(String name) {
    return ForeignText.oneLine(name, 60);
  }

  private static String example(ObjectNode schema) {
    JsonNode example = schema.path("examples").path(0);
    return example.isMissingNode() ? "" : " Example: " + example;
  }

  /// Set up when the first call is checked: it costs more than all the rest of a start.
  private static final class Registry {
    static final SchemaRegistry REGISTRY =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  }
}
