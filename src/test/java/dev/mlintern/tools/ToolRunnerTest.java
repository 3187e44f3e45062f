package dev.mlintern.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.HubException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ToolRunnerTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Test
  void unknownToolNamesTheNearestAndAllOthers() throws Exception {
    ToolRunner runner = runner(SampleTool.echo());
    ToolResult result = runner.run("ehco", Optional.empty(), Progress.NONE);
    assertThat(result)
        .isEqualTo(ToolResult.error("No tool named `ehco`. Did you mean `echo`? Tools: echo."));
  }

  @Test
  void whatTheCallerCanMendIsToldVerbatim() throws Exception {
    assertThat(broken(new ToolFailure("Pick a split: train, test.")))
        .isEqualTo(ToolResult.error("Pick a split: train, test."));
  }

  @Test
  void hubErrorsCarryStatusCodeAndRequestId() throws Exception {
    var thrown =
        new HubException(
            404, Optional.of("RepoNotFound"), "Repository not found", Optional.of("Root=1-2"));
    assertThat(broken(thrown).text())
        .isEqualTo(
            "broken: HTTP 404: Repository not found (code RepoNotFound) (request id Root=1-2)");
  }

  @Test
  void networkErrorsAreToldInOneLine() throws Exception {
    assertThat(broken(new HttpFailure.Refused("HF_HUB_OFFLINE is set")))
        .isEqualTo(ToolResult.error("broken: HF_HUB_OFFLINE is set"));
  }

  @Test
  void anythingElseIsASafeSentenceWithoutStackTraceOrMessage() throws Exception {
    ToolResult result = broken(new IllegalStateException("secret detail at dev.mlintern.Foo"));
    assertThat(result.isError()).isTrue();
    assertThat(result.text())
        .startsWith("broken failed inside ml-intern: an unexpected IllegalStateException.")
        .doesNotContain("secret detail")
        .doesNotContain("\tat ");
  }

  @Test
  void endlessRecursionIsAnErrorResultToo() throws Exception {
    ToolResult result = run(runner(SampleTool.named("broken", true, this::recurse)));
    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("StackOverflowError");
  }

  private ToolResult recurse(ToolCall call) throws InterruptedException {
    return recurse(call);
  }

  @Test
  void anEmptyAnswerIsNeverASuccess() throws Exception {
    assertThat(run(runner(SampleTool.named("broken", true, _ -> ToolResult.ok(" \n")))).isError())
        .isTrue();
    assertThat(run(runner(SampleTool.named("broken", true, _ -> null))).isError()).isTrue();
  }

  @Test
  void everyTextPassesTheRedactorBeforeItIsCut() throws Exception {
    String secret = "s3cr3t";
    String padding = "a".repeat(ResultGuard.MAX_CHARS - 3);
    ToolRunner runner =
        new ToolRunner(
            ToolCatalogue.of(
                List.of(SampleTool.named("broken", true, _ -> ToolResult.ok(padding + secret)))),
            LIMIT,
            text -> text.replace(secret, "[redacted]"));
    assertThat(run(runner).text()).doesNotContain("s3c").contains("[cut here: ");
  }

  @Test
  void errorsPassTheRedactorToo() throws Exception {
    ToolRunner runner =
        new ToolRunner(
            ToolCatalogue.of(List.of(SampleTool.throwing(_ -> new ToolFailure("token abc")))),
            LIMIT,
            text -> text.replace("abc", "***"));
    assertThat(run(runner).text()).isEqualTo("token ***");
  }

  @Test
  void anOverlongAnswerIsCutAndSaysSo() throws Exception {
    String text = "\uD83D\uDE00".repeat(ResultGuard.MAX_CHARS);
    ToolResult result = run(runner(SampleTool.named("broken", true, _ -> ToolResult.ok(text))));
    assertThat(result.text()).hasSizeLessThanOrEqualTo(ResultGuard.MAX_CHARS);
    assertThat(result.text()).endsWith("[cut here: 96000 characters in all; ask for less at once]");
    assertThat(result.text().codePoints()).noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
  }

  @Test
  void halfASurrogatePairIsMended() throws Exception {
    ToolResult result =
        run(runner(SampleTool.named("broken", true, _ -> ToolResult.ok("a\uD83Db\uDE00"))));
    assertThat(result.text()).isEqualTo("a\uFFFDb\uFFFD");
  }

  @Test
  void aCallThatOverstaysItsTimeIsStopped() throws Exception {
    CountDownLatch stopped = new CountDownLatch(1);
    ToolRunner runner =
        new ToolRunner(
            ToolCatalogue.of(
                List.of(
                    SampleTool.named("broken", true, call -> sleepUntilStopped(call, stopped)))),
            Duration.ofMillis(50),
            UnaryOperator.identity());
    ToolResult result = run(runner);
    assertThat(result.isError()).isTrue();
    assertThat(result.text()).startsWith("broken did not end within 0 s and was stopped.");
    assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void interruptingTheCallerCancelsTheScopeAndTheTool() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    AtomicBoolean scopeCancelled = new AtomicBoolean();
    ToolRunner runner =
        runner(
            SampleTool.named(
                "broken",
                true,
                call -> {
                  call.scope().onCancel(() -> scopeCancelled.set(true));
                  running.countDown();
                  return sleepUntilStopped(call, stopped);
                }));
    Thread caller =
        Thread.ofVirtual()
            .start(
                () ->
                    assertThatExceptionOfType(InterruptedException.class)
                        .isThrownBy(() -> run(runner)));
    assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
    caller.interrupt();
    caller.join();
    assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(scopeCancelled).isTrue();
  }

  @Test
  void aToolMayAskForMoreTimeThanUsual() throws Exception {
    Tool patient =
        new Tool() {
          private final ToolSpec spec = SampleTool.named("broken", true, _ -> null).spec();

          @Override
          public ToolSpec spec() {
            return spec;
          }

          @Override
          public ToolResult call(ToolCall call) {
            return ToolResult.ok("has " + call.scope().remaining().toMinutes() + " min");
          }

          @Override
          public Duration timeLimit(Arguments arguments, Duration usual) {
            return usual.plusMinutes(10);
          }
        };
    assertThat(run(runner(patient)).text()).isEqualTo("has 10 min");
  }

  private static ToolResult sleepUntilStopped(ToolCall call, CountDownLatch stopped)
      throws InterruptedException {
    try {
      Thread.sleep(Duration.ofMinutes(1));
      return ToolResult.ok("slept");
    } catch (InterruptedException e) {
      stopped.countDown();
      throw e;
    }
  }

  private static ToolResult broken(RuntimeException thrown) throws InterruptedException {
    return run(runner(SampleTool.throwing(_ -> thrown)));
  }

  private static ToolRunner runner(Tool tool) {
    return new ToolRunner(ToolCatalogue.of(List.of(tool)), LIMIT, UnaryOperator.identity());
  }

  private static ToolResult run(ToolRunner runner) throws InterruptedException {
    return runner.run("broken", Optional.empty(), Progress.NONE);
  }
}
