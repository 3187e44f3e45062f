package dev.mlintern.cli;

import static dev.mlintern.cli.DoctorLine.Verdict.FAIL;
import static dev.mlintern.cli.DoctorLine.Verdict.OK;
import static dev.mlintern.cli.DoctorLine.Verdict.WARN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.policy.LeaseHolder;
import dev.mlintern.policy.SandboxLease;
import dev.mlintern.policy.SandboxLeases;
import dev.mlintern.policy.Usd;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `doctor` says from the environment and the state folder alone.
class StateChecksTest {
  private static final Instant NOW = Instant.parse("2026-11-27T08:00:00Z");

  @TempDir Path home;

  @Test
  void aSandboxThatNobodyAnswersForIsAWarningWithItsPriceAndTheWayToEndIt() throws IOException {
    leases().write(lease("a", Optional.empty(), false));

    DoctorLine line = line("sandboxes", Map.of());

    assertThat(line.verdict()).isEqualTo(WARN);
    assertThat(line.found()).contains("trial", "a10g-small", "ada/job-a", "$1.05/h");
    assertThat(line.fix()).contains("sandbox sweep");
  }

  @Test
  void sandboxesInUseAndThoseKeptOnRequestAreNoWarnings() throws IOException {
    leases().write(lease("b", Optional.of(LeaseHolder.OURS), false));
    leases().write(lease("c", Optional.empty(), true));

    List<DoctorLine> lines = lines(Map.of());

    assertThat(lines).allSatisfy(line -> assertThat(line.verdict()).isEqualTo(OK));
    assertThat(lines)
        .extracting(DoctorLine::found)
        .anySatisfy(found -> assertThat(found).contains("in use", "ada/job-b"))
        .anySatisfy(found -> assertThat(found).contains("kept on request", "ada/job-c"));
  }

  @Test
  void recordsThatCannotBeReadAreAFailureAndNotNone() throws IOException {
    leases().write(lease("a", Optional.empty(), false));
    Path record = home.resolve(".ml-intern/sandboxes/" + "a".repeat(32) + ".json");
    Files.delete(record);
    Files.createDirectory(record);

    assertThat(line("sandboxes", Map.of()).verdict()).isEqualTo(FAIL);
  }

  @Test
  void saysWhereWorkIsDone() {
    assertThat(line("mode", Map.of()).found()).contains("in the cloud");
    assertThat(line("mode", Map.of("ML_INTERN_LOCAL_MODE", "1")).found())
        .contains("no sandbox tools", "jobs go to the Hub's machines");
    assertThat(line("mode", Map.of("HF_ENDPOINT", "http://127.0.0.1:8500")).found())
        .contains("jobs and sandboxes are processes of this machine", "127.0.0.1:8500");
  }

  @Test
  void aMisspeltVariableAndAValueThatIsNoneAreNamed() {
    DoctorLine line =
        line(
            "settings",
            Map.of(
                "ML_INTERN_YOLO_CAP", "5",
                "ML_INTERN_YOLO", "ja",
                "ML_INTERN_MAX_JOB_USD", "$5",
                "ML_INTERN_JAVA_HOME", "/opt/jdk"));

    assertThat(line.verdict()).isEqualTo(WARN);
    assertThat(line.found())
        .contains("ML_INTERN_YOLO_CAP is read by nobody")
        .contains("ML_INTERN_YOLO is no yes or no", "ML_INTERN_MAX_JOB_USD is no number")
        .doesNotContain("JAVA_HOME");
  }

  private SandboxLeases leases() {
    return SandboxLeases.of(Settings.of(Map.of(), home));
  }

  private List<DoctorLine> lines(Map<String, String> environment) {
    return new StateChecks(Settings.of(environment, home), new TreeMap<>(environment), NOW).all();
  }

  private DoctorLine line(String check, Map<String, String> environment) {
    return lines(environment).stream()
        .filter(line -> line.check().equals(check))
        .findFirst()
        .orElseThrow();
  }

  private static SandboxLease lease(String digit, Optional<LeaseHolder> holder, boolean keep) {
    return new SandboxLease(
        digit.repeat(32),
        "https://huggingface.co",
        "ada",
        Optional.of("job-" + digit),
        "trial",
        Optional.empty(),
        holder,
        "a10g-small",
        "python:3.12",
        Optional.of(new Usd(1_050_000)),
        NOW.minusSeconds(600),
        NOW.plusSeconds(3_600),
        Duration.ofMinutes(30),
        NOW.plusSeconds(1_800),
        keep,
        SandboxLease.State.READY,
        Optional.empty());
  }
}
