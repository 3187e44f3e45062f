package dev.mlintern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.mlintern.mcp.Instructions;
import dev.mlintern.mcp.ToolListing;
import dev.mlintern.policy.KnownArguments;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.Clearance;
import dev.mlintern.tools.Progress;
import dev.mlintern.tools.SampleTool;
import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolCatalogue;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolRunner;
import dev.mlintern.tools.ToolSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What every model is shown of the tools, checked for all of them at once.
///
/// Sources of the rules: spec claude-code §2 (what makes Claude Code drop a tool or a whole list,
/// what the Anthropic API refuses), the budgets of the plan.
class CatalogueTest {
  /// Of everything the model reads of all tools.
  private static final int MAX_TOKENS = 4_500;

  private static final int MAX_DESCRIPTION_BYTES = 1_200;

  /// The longest prefix Claude Code puts before a name (ours as a plugin); the API allows 64.
  private static final String LONGEST_PREFIX = "mcp__plugin_ml-intern_ml-intern__";

  private static final String PREFIX = "mcp__ml-intern__";
  private static final List<String> COMBINATORS =
      List.of("oneOf", "anyOf", "allOf", "not", "if", "then", "else", "$ref", "enum", "const");
  private static final Set<String> KEYWORDS =
      Set.of(
          "type",
          "title",
          "description",
          "properties",
          "required",
          "additionalProperties",
          "items",
          "enum",
          "const",
          "oneOf",
          "anyOf",
          "default",
          "examples",
          "pattern",
          "format",
          "minimum",
          "maximum",
          "exclusiveMinimum",
          "exclusiveMaximum",
          "minLength",
          "maxLength",
          "minItems",
          "maxItems",
          "uniqueItems",
          "minProperties",
          "maxProperties",
          "propertyNames",
          "dependentRequired");

  private static final Path SNAPSHOT = Path.of("src/test/resources/tools-list.json");
  private static final String UPDATE =
      "mvn test -Dtest=CatalogueTest -Dsnapshot.update=true writes what is served now";

  private static final ToolCatalogue ALL =
      Toolbox.everything(Settings.of(Map.of(), Path.of("/nowhere")));

  private static final Path DOCUMENTS = Path.of("src/main/resources/tools");

  /// Every document there is, served yet or not.
  static Stream<ToolSpec> specs() {
    String[] files = DOCUMENTS.toFile().list();
    return Stream.of(files).sorted().map(file -> ToolSpec.load(file.replace(".json", "")));
  }

  static Stream<ToolSpec> specsWithOperations() {
    return specs().filter(spec -> spec.operations().isPresent());
  }

  @Test
  void whatModelsAreServedIsTheSnapshot() throws IOException {
    String served =
        JsonMapper.shared()
                .writerWithDefaultPrettyPrinter()
                .writeValueAsString(json(ToolListing.json(ALL)))
            + "\n";
    if (Boolean.getBoolean("snapshot.update")) {
      Files.createDirectories(SNAPSHOT.getParent());
      Files.writeString(SNAPSHOT, served);
    }
    assertThat(SNAPSHOT).as(UPDATE).exists();
    assertThat(served).as(UPDATE).isEqualTo(Files.readString(SNAPSHOT));
  }

  @Test
  void allDefinitionsTogetherStayWithinTheTokenBudget() {
    Encoding o200k = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    Map<String, Integer> tokens =
        specs()
            .collect(
                Collectors.toMap(ToolSpec::name, spec -> o200k.countTokens(asTheModelSees(spec))));
    int sum = tokens.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(sum).as("tokens of all tools: " + tokens).isLessThanOrEqualTo(MAX_TOKENS);
  }

  @Test
  void everyDocumentBelongsToAServedTool() {
    assertThat(specs().map(ToolSpec::name)).containsExactlyInAnyOrderElementsOf(ALL.names());
  }

  @Test
  void instructionsFitAndNameEveryServedTool() {
    String told = Instructions.forTools(ALL);
    assertThat(told.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(2_000);
    assertThat(ALL.names()).allSatisfy(name -> assertThat(told).contains("`" + name + "`"));
  }

  @Test
  void instructionsFitWithEveryLineTold() throws IOException {
    String document = Files.readString(Path.of("src/main/resources/instructions.md"));
    List<Tool> named =
        Pattern.compile("(?m)^\\[(.+)]")
            .matcher(document)
            .results()
            .flatMap(tag -> Stream.of(tag.group(1).split(", ?")))
            .<Tool>map(name -> SampleTool.named(name, true, _ -> null))
            .toList();
    assertThat(named).hasSizeGreaterThanOrEqualTo(ALL.names().size());
    String told = Instructions.forTools(ToolCatalogue.of(named));
    assertThat(told.lines()).hasSameSizeAs(document.lines().toList());
    assertThat(told.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(2_000);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void instructionsNeverNameAToolThatIsNotServed(ToolSpec left) {
    ToolCatalogue others =
        ToolCatalogue.of(
            ALL.tools().stream().filter(tool -> !tool.spec().name().equals(left.name())).toList());
    assertThat(Instructions.forTools(others)).doesNotContain("`" + left.name() + "`");
  }

  @ParameterizedTest
  @MethodSource("specs")
  void namesAndTextsAreLegal(ToolSpec spec) {
    assertThat(json(listing(spec)).get("tools").get(0).get("name").asString())
        .isEqualTo(spec.name());
    assertThat(spec.name()).matches("[a-z][a-z0-9_]*");
    assertThat((LONGEST_PREFIX + spec.name()).length()).isLessThanOrEqualTo(64);
    assertThat(spec.title()).isNotBlank();
    assertThat(spec.toolset()).matches("[a-z][a-z-]*");
    assertThat(spec.description().getBytes(StandardCharsets.UTF_8))
        .hasSizeLessThanOrEqualTo(MAX_DESCRIPTION_BYTES);
    assertThat(spec.description().strip()).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("specs")
  void annotationsAreCompleteAndTrue(ToolSpec spec) {
    JsonNode hints = spec.annotations();
    assertThat(hints.path("readOnlyHint").isBoolean()).as("readOnlyHint").isTrue();
    assertThat(hints.valueStream().filter(hint -> !hint.isBoolean() && !hint.isString())).isEmpty();
    if (spec.isReadOnly()) {
      assertThat(hints.path("destructiveHint").asBoolean(false)).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void theServedSchemaIsAFlatObjectThatNoClientRefuses(ToolSpec spec) {
    JsonNode schema = spec.inputSchema();
    assertThat(schema.path("type").asString("")).isEqualTo("object");
    assertThat(COMBINATORS).noneMatch(schema::has);
    assertThat(schema.path("properties").isObject()).isTrue();
    assertThat(schema.get("properties").propertyNames())
        .allMatch(key -> key.matches("[A-Za-z0-9_.-]{1,64}"));
    eachSchema(
        schema,
        "inputSchema",
        (path, node) -> {
          assertThat(node.isObject()).as(path + " is a schema object").isTrue();
          assertThat(KEYWORDS).as("keywords at " + path).containsAll(node.propertyNames());
        });
    assertThat(nulls(json(listing(spec)))).as("JSON nulls").isZero();
    assertRequiredIsDeclared(schema);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void allSchemasAreValidJsonSchema(ToolSpec spec) {
    var metaSchema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    assertThat(metaSchema.validate(spec.inputSchema())).isEmpty();
    for (JsonNode branch : spec.branches()) {
      assertThat(metaSchema.validate(branch)).isEmpty();
      eachSchema(
          branch,
          branch.get("title").asString(),
          (path, node) ->
              assertThat(KEYWORDS).as("keywords at " + path).containsAll(node.propertyNames()));
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void validationOnlyNarrowsWhatIsServed(ToolSpec spec) {
    JsonNode validated = spec.validatedSchema();
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"))
                .validate(validated))
        .isEmpty();
    spec.inputSchema()
        .get("properties")
        .forEachEntry(
            (name, served) ->
                served.forEachEntry(
                    (rule, value) ->
                        assertThat(validated.get("properties").get(name).get(rule))
                            .as(name + " " + rule)
                            .isEqualTo(value)));
    if (spec.operations().isEmpty()) { // else the branches are what is validated
      assertTyped(spec.name(), validated);
    }
    spec.branches().forEach(branch -> assertTyped(branch.get("title").asString(), branch));
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("specsWithOperations")
  void flatSchemaAndOperationsAgree(ToolSpec spec) {
    JsonNode flat = spec.inputSchema().get("properties");
    assertThat(texts(flat.get("operation").get("enum"))).isEqualTo(spec.operationNames());
    assertThat(texts(spec.inputSchema().path("required"))).containsExactly("operation");
    Set<String> used = new HashSet<>();
    for (JsonNode branch : spec.branches()) {
      String title = spec.name() + " " + branch.get("title").asString();
      assertThat(branch.path("additionalProperties").isBoolean()).as(title).isTrue();
      assertThat(branch.get("additionalProperties").asBoolean()).as(title).isFalse();
      assertThat(branch.get("properties").get("operation").get("const"))
          .isEqualTo(branch.get("title"));
      assertThat(texts(branch.get("required"))).as(title).contains("operation");
      assertRequiredIsDeclared(branch);
      branch
          .get("properties")
          .forEachEntry((name, rule) -> assertAgree(title + " " + name, rule, flat.path(name)));
      used.addAll(branch.get("properties").propertyNames());
    }
    assertThat(used).as("every served property belongs to an operation").containsAll(names(flat));
  }

  /// Otherwise the approval hook would ask about every call that uses it, YOLO or not: add it to
  /// `policy.KnownArguments` or `policy.GatedTool`, after a thought about what it can cost.
  @ParameterizedTest
  @MethodSource("specs")
  void theGateKnowsEveryArgumentAndOperationOfTheToolsItGuards(ToolSpec spec) {
    Set<String> known = KnownArguments.of(spec.name());
    if (known.isEmpty()) {
      return; // not gated
    }
    assertThat(known).containsAll(names(spec.inputSchema().get("properties")));
    assertThat(spec.branches().stream().map(branch -> branch.get("title").asString()))
        .allMatch(operation -> KnownArguments.isKnownOperation(spec.name(), operation));
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("specsWithOperations")
  void everyOperationHasAnExampleThatBothViewsAccept(ToolSpec spec) throws InterruptedException {
    var accepting = new SampleTool(spec, _ -> ToolResult.ok("accepted"));
    var runner =
        new ToolRunner(
            ToolCatalogue.of(List.of(accepting)),
            Duration.ofSeconds(9),
            UnaryOperator.identity(),
            (_, _, _) -> Clearance.NOTHING_TO_SPEND);
    var flat =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(spec.inputSchema());
    for (JsonNode branch : spec.branches()) {
      assertThat(branch.path("examples").path(0).isObject())
          .as(branch.get("title").asString())
          .isTrue();
      for (JsonNode example : branch.get("examples")) {
        assertThat(runner.run(spec.name(), Optional.of(example), Progress.NONE).text())
            .isEqualTo("accepted");
        assertThat(flat.validate(example)).isEmpty();
      }
    }
  }

  private static void assertTyped(String what, JsonNode schema) {
    schema
        .get("properties")
        .forEachEntry(
            (name, rules) ->
                assertThat(rules.has("type") || rules.has("const") || rules.has("oneOf"))
                    .as(what + " " + name)
                    .isTrue());
  }

  private static void assertAgree(String what, JsonNode branch, JsonNode flat) {
    assertThat(flat.isObject()).as(what + " is served").isTrue();
    if (branch.has("type") && flat.has("type")) {
      assertThat(types(flat)).as(what + " type").containsAll(types(branch));
    }
    if (branch.has("enum") && flat.has("enum")) {
      assertThat(texts(flat.get("enum"))).as(what + " enum").containsAll(texts(branch.get("enum")));
    }
  }

  private static void assertRequiredIsDeclared(JsonNode schema) {
    assertThat(names(schema.get("properties"))).containsAll(texts(schema.path("required")));
  }

  private static Set<String> types(JsonNode schema) {
    JsonNode type = schema.get("type");
    Set<String> types = new HashSet<>(type.isArray() ? texts(type) : List.of(type.asString()));
    if (types.contains("number")) {
      types.add("integer");
    }
    return types;
  }

  private static void eachSchema(
      JsonNode schema, String path, BiConsumer<String, JsonNode> visitor) {
    visitor.accept(path, schema);
    schema
        .path("properties")
        .forEachEntry((name, property) -> eachSchema(property, path + "." + name, visitor));
    if (schema.has("items")) {
      eachSchema(schema.get("items"), path + "[]", visitor);
    }
    for (String combinator : List.of("oneOf", "anyOf")) {
      schema.path(combinator).forEach(one -> eachSchema(one, path + "|", visitor));
    }
  }

  private static long nulls(JsonNode node) {
    return (node.isNull() ? 1 : 0) + node.valueStream().mapToLong(CatalogueTest::nulls).sum();
  }

  /// What goes to the model: no title, no annotations.
  private static String asTheModelSees(ToolSpec spec) {
    var tool = JsonMapper.shared().createObjectNode();
    tool.put("name", PREFIX + spec.name()).put("description", spec.description());
    tool.set("input_schema", spec.inputSchema());
    return tool.toString();
  }

  private static String listing(ToolSpec spec) {
    return ToolListing.json(ToolCatalogue.of(List.of(new SampleTool(spec, _ -> null))));
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  private static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }

  private static List<String> names(JsonNode object) {
    return List.copyOf(object.propertyNames());
  }
}
