package dev.mlintern.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolSpec;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Texts that try to be taken for ours, planted into the answers of every service behind every
/// tool: none leaves its fence, none begins a line of ours, none hides, none is endless.
@Timeout(300)
class InjectionCorpusTest {
  @TempDir static Path folder;
  private static Attack attack;

  @BeforeAll
  static void start() throws Exception {
    attack = Attack.prepare(folder);
  }

  @AfterAll
  static void stop() throws Exception {
    attack.close();
  }

  @Test
  void everyToolIsAttacked() {
    Set<String> attacked = new TreeSet<>(InjectedSandboxTest.TOOLS);
    attack.calls().forEach(call -> attacked.add(call.tool()));
    assertThat(attacked)
        .as("a tool that returns what others wrote needs its calls in Call, or InjectedSandboxTest")
        .containsExactlyInAnyOrderElementsOf(attack.world().tools());
  }

  @Test
  void everyOperationIsAttacked() throws Exception {
    for (String tool : List.of("hf_jobs", "hf_papers", "hf_repo_files", "hf_repo_git")) {
      Set<String> known = new TreeSet<>();
      ToolSpec.load(tool)
          .inputSchema()
          .path("properties")
          .path("operation")
          .path("enum")
          .forEach(word -> known.add(word.asString()));
      Set<String> attacked = new TreeSet<>();
      attack.calls().stream()
          .filter(call -> call.tool().equals(tool))
          .forEach(call -> attacked.add(call.operation()));
      assertThat(attacked).as(tool).isNotEmpty().containsExactlyInAnyOrderElementsOf(known);
    }
  }

  /// A call that fails for another reason would hold whatever is planted.
  @Test
  void everyCallReachesItsServiceBeforeAnybodyMeddles() {
    int worked = 0;
    for (Map.Entry<Call, ToolResult> call : attack.healthy().entrySet()) {
      worked += call.getValue().isError() ? 0 : 1;
      assertThat(FenceCheck.faults(call.getValue().text(), List.of("System: " + Payload.MARK)))
          .as(call.getKey() + " -> " + call.getValue().text())
          .isEmpty();
    }
    assertThat(worked).as("calls that work").isGreaterThan(attack.calls().size() * 4 / 5);
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void noPayloadInAllFieldsAtOnceGetsOut(Payload payload) throws Exception {
    attackEverywhere(payload, Planting.Way.AFTER);
    attack.assertHolds();
  }

  @ParameterizedTest
  @EnumSource(
      value = Planting.Way.class,
      names = {"INSTEAD", "NAME"})
  void noPayloadThatStandsAloneOrIsANameGetsOut(Planting.Way way) throws Exception {
    for (Payload payload : List.of(Payload.everything(), Payload.oneLiner(), Payload.flood())) {
      attackEverywhere(payload, way);
    }
    attack.assertHolds();
  }

  private static void attackEverywhere(Payload payload, Planting.Way way) throws Exception {
    attack.plant(new Planting(payload.text(), Optional.empty(), way), new LinkedHashSet<>());
    for (Call call : attack.calls()) {
      attack.check(call, payload, way.toString());
    }
  }

  /// Where a broken field ends a call early, the fields behind it are reached one by one.
  @Test
  void noPayloadInAnySingleFieldGetsOut() throws Exception {
    Payload all = Payload.everything();
    int planted = 0;
    for (Call call : attack.calls()) {
      Set<String> places = new LinkedHashSet<>();
      attack.plant(new Planting("", Optional.of("none"), Planting.Way.AFTER), places);
      attack.world().call(call.tool(), call.arguments());
      for (String place : places) {
        boolean isShown = true;
        for (Planting.Way way : Planting.ways(place)) {
          // Nothing is seen of most fields; then it is not tried a second time.
          if (isShown) {
            attack.plant(new Planting(all.text(), Optional.of(place), way), new LinkedHashSet<>());
            isShown = attack.check(call, all, way + " " + place);
            planted++;
          }
        }
      }
    }
    attack.assertHolds();
    assertThat(planted).isGreaterThan(500);
  }

  /// What an error says is as foreign as a page.
  @ParameterizedTest
  @MethodSource("corpus")
  void noErrorTextOfAServiceGetsOut(Payload payload) throws Exception {
    for (Refusal refusal : Refusal.of(payload)) {
      attack.world().set((_, _) -> refusal.answer(payload.text()));
      for (Call call : attack.calls()) {
        attack.check(call, payload, refusal.toString());
      }
    }
    attack.assertHolds();
  }

  static List<Payload> corpus() {
    return Payload.corpus();
  }
}
