package dev.mlintern.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.mlintern.fuzz.Campaign;
import dev.mlintern.fuzz.Choices;
import dev.mlintern.fuzz.Corpus;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.JsonNodeException;
import tools.jackson.databind.node.ObjectNode;

/// Arguments of every tool, nearly right: accepted in one form that both views of the schema agree
/// to, or refused in a sentence that names tool and argument.
public final class ArgumentCheckFuzzTest {
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private static final Map<String, ArgumentCheck> CHECKS =
      NearValid.TOOLS.stream().collect(Collectors.toMap(ToolSpec::name, ArgumentCheck::new));
  private static final Map<String, Schema> SERVED =
      NearValid.TOOLS.stream()
          .collect(Collectors.toMap(ToolSpec::name, spec -> SCHEMAS.getSchema(spec.inputSchema())));
  private static final Map<ObjectNode, Schema> SHAPES =
      NearValid.TOOLS.stream()
          .flatMap(spec -> NearValid.shapes(spec).stream())
          .distinct()
          .collect(Collectors.toMap(Function.identity(), SCHEMAS::getSchema));

  @Test
  void arguments_are_taken_as_both_views_of_the_schema_say_or_refused_by_name() {
    assertThat(NearValid.TOOLS).hasSize(21);
    Campaign.against(ArgumentCheckFuzzTest::fuzzerTestOneInput, corpus()).run(20_000);
  }

  public static Corpus corpus() {
    return Corpus.ofBytes(
        IntStream.range(0, 4 * NearValid.TOOLS.size())
            .mapToObj(
                i ->
                    new byte[] {
                      (byte) i,
                      (byte) (7 * i),
                      0,
                      2,
                      (byte) (3 * i),
                      1,
                      5,
                      2,
                      (byte) i,
                      0,
                      10,
                      4,
                      8,
                      1,
                      1,
                      3
                    }));
  }

  public static void fuzzerTestOneInput(byte[] input) {
    var choices = new Choices(input);
    ToolSpec spec = choices.oneOf(NearValid.TOOLS);
    ObjectNode sent = NearValid.arguments(spec, choices);
    JsonNode before = sent.deepCopy();
    Arguments taken;
    try {
      taken = CHECKS.get(spec.name()).check(Optional.of(sent));
    } catch (ToolFailure refused) {
      assertThat(refused.getMessage()).startsWith(spec.name()).hasSizeLessThan(3_000);
      assertThat(refused.getMessage())
          .as(sent.toString())
          .containsAnyOf("`", "no operation", "must be an object");
      // 1E+400 is a whole number to JSON Schema only.
      assertThat(isSound(spec, sent) && !sent.toString().contains("1E+400"))
          .as("refused although sound: %s: %s", sent, refused.getMessage())
          .isFalse();
      return;
    } finally {
      assertThat(sent).as("what was sent is left alone").isEqualTo(before);
    }
    assertThat(taken.node().toString()).doesNotContain(":null");
    assertThat(SERVED.get(spec.name()).validate(taken.node()))
        .as("%s taken as %s", sent, taken.node())
        .isEmpty();
    assertThat(isSound(spec, taken.node())).as("%s taken as %s", sent, taken.node()).isTrue();
    assertThat(CHECKS.get(spec.name()).check(Optional.of(taken.node()))).isEqualTo(taken);
  }

  /// Sound as it stands, without any of the mending the check does.
  private static boolean isSound(ToolSpec spec, ObjectNode arguments) {
    return NearValid.shapes(spec).stream()
        .anyMatch(shape -> onlyKnown(shape, arguments) && isValid(SHAPES.get(shape), arguments));
  }

  private static boolean isValid(Schema schema, ObjectNode arguments) {
    try {
      return schema.validate(arguments).isEmpty();
    } catch (JsonNodeException _) {
      return false; // the validator's own trouble with 1e400 where a whole number is wanted
    }
  }

  private static boolean onlyKnown(ObjectNode shape, ObjectNode arguments) {
    return arguments
        .propertyStream()
        .allMatch(property -> shape.path("properties").has(property.getKey()));
  }
}
