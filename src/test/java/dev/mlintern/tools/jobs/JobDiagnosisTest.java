package dev.mlintern.tools.jobs;

import static dev.mlintern.tools.jobs.EndedLogs.assertReason;
import static dev.mlintern.tools.jobs.EndedLogs.ended;
import static dev.mlintern.tools.jobs.EndedLogs.ending;
import static dev.mlintern.tools.jobs.EndedLogs.error;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.hub.jobs.JobStage;
import dev.mlintern.policy.HardwareCatalogue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Why a job ended, read out of its stage, message and log: what counts as evidence and what does
/// not.
class JobDiagnosisTest {
  @Test
  void the_rank_that_failed_is_seen_through_the_launchers_own_traceback() {
    JobDiagnosis found =
        error(
            "l4x4",
            """
            [rank1]: Traceback (most recent call last):
            [rank1]:   File "/tmp/t/train.py", line 9, in <module>
            [rank1]:     main()
            [rank1]: torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 512.00 MiB.
            W1127 03:00:01.000 torch/distributed/elastic/agent.py:12] Sending process 77 closing signal SIGTERM
            Traceback (most recent call last):
              File "/usr/bin/torchrun", line 8, in <module>
                sys.exit(main())
            torch.distributed.elastic.multiprocessing.errors.ChildFailedError:
            ============================================================
            train.py FAILED
            Root Cause (first observed failure):
              exitcode  : 1 (pid: 77)
            """);

    assertThat(found.reason()).isEqualTo(FailureReason.GPU_MEMORY);
  }

  @Test
  void an_error_the_script_survived_is_not_the_reason() {
    JobDiagnosis found =
        error(
            "a10g-large",
            """
            CUDA out of memory, trying again with batch size 4
            Traceback (most recent call last):
              File "train.py", line 3, in find_batch
                raise
            torch.OutOfMemoryError: CUDA out of memory.
            handled, going on
            {'loss': 1.2}
            Traceback (most recent call last):
              File "train.py", line 50, in <module>
                assert total == 3, total
            AssertionError: 4
            """);

    assertThat(found.reason()).isEqualTo(FailureReason.EXCEPTION);
    assertThat(found.evidence()).isEqualTo("AssertionError: 4");
  }

  @Test
  void source_lines_that_quote_an_error_are_not_evidence() {
    JobDiagnosis found =
        error(
            "cpu-basic",
            """
            Traceback (most recent call last):
              File "train.py", line 3, in <module>
                raise ValueError("x")  # CUDA out of memory, No space left on device
            ValueError: x
            """);

    assertThat(found.reason()).isEqualTo(FailureReason.EXCEPTION);
  }

  @Test
  void a_time_out_compares_what_ran_with_what_was_granted() {
    var ending =
        new JobEnding(
            JobStage.ERROR,
            Optional.of("Job timeout"),
            Optional.empty(),
            List.of("{'loss': 1.1}"),
            "a10g-large",
            Optional.of(Duration.ofSeconds(1800)),
            Optional.of(Duration.ofMinutes(30)),
            HardwareCatalogue.builtIn());
    JobDiagnosis found = JobDiagnosis.of(ending).orElseThrow();

    assertThat(found.reason()).isEqualTo(FailureReason.TIMED_OUT);
    assertThat(found.what()).contains("ran 30m of 30m");
    assertThat(found.advice()).contains("`2h`").contains("every_save");
  }

  @Test
  void a_job_stopped_at_its_time_without_a_word_is_a_time_out_and_one_stopped_before_is_not() {
    assertThat(afterSeconds(JobStage.CANCELED, 3595).map(JobDiagnosis::reason))
        .contains(FailureReason.TIMED_OUT);
    assertThat(afterSeconds(JobStage.CANCELED, 600)).isEmpty();
    assertThat(afterSeconds(JobStage.DELETED, 600)).isEmpty();
  }

  @Test
  void a_python_time_out_is_not_the_jobs() {
    JobDiagnosis found =
        error(
            "cpu-basic",
            "Traceback (most recent call last):\n  File \"a\"\nTimeoutError: queue was empty");

    assertThat(found.reason()).isEqualTo(FailureReason.EXCEPTION);
  }

  @Test
  void credit_and_limits_are_the_hubs_own_words() {
    assertThat(cancelled("NO_CREDITS").reason()).isEqualTo(FailureReason.NO_CREDIT);
    assertThat(cancelled("RESOURCE_GROUP_LIMIT").reason()).isEqualTo(FailureReason.RESOURCE_LIMIT);
    assertThat(ended("cpu-basic", "Job failed with exit code: 1", "no credits left in my game"))
        .isEmpty();
  }

  @Test
  void a_loss_that_is_not_a_number_is_told_even_of_a_job_that_completed() {
    String log =
        "{'loss': 2.1, 'grad_norm': 3.0}\n"
            + "{'loss': 0.0, 'grad_norm': nan, 'learning_rate': 1e-5}\n"
            + "saved";
    assertThat(
            JobDiagnosis.of(ending(JobStage.COMPLETED, "a10g-large", Optional.empty(), log))
                .map(JobDiagnosis::reason))
        .contains(FailureReason.NAN_LOSS);
    assertThat(
            JobDiagnosis.of(
                ending(
                    JobStage.COMPLETED,
                    "a10g-large",
                    Optional.empty(),
                    "{'loss': nan}\n{'loss': 2.0, 'grad_norm': 1.0}\nnan values dropped: 3")))
        .isEmpty();
  }

  @Test
  void other_known_endings_are_recognised() {
    assertReason(
        FailureReason.PAD_TOKEN,
        "Traceback (most recent call last):\n"
            + "ValueError: Asking to pad but the tokenizer does not have a padding token. Please"
            + " select a token");
    assertReason(
        FailureReason.NETWORK,
        "Traceback (most recent call last):\n"
            + "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='huggingface.co',"
            + " port=443): Max retries exceeded with url: /x");
    assertReason(
        FailureReason.NETWORK,
        "Traceback (most recent call last):\n"
            + "huggingface_hub.errors.HfHubHTTPError: 503 Server Error: Service Unavailable for"
            + " url: https://huggingface.co/x");
    assertReason(
        FailureReason.RATE_LIMIT,
        "Traceback (most recent call last):\n"
            + "huggingface_hub.errors.HfHubHTTPError: 429 Client Error: Too Many Requests");
    assertReason(FailureReason.COMMAND_NOT_FOUND, "/bin/sh: 1: nvidia-smi: not found");
    assertReason(
        FailureReason.COMMAND_NOT_FOUND, "exec: \"pyhton\": executable file not found in $PATH");
    assertThat(ended("cpu-basic", "Job failed with exit code: 139", "x").orElseThrow().reason())
        .isEqualTo(FailureReason.CRASH);
    assertThat(ended("cpu-basic", "Job failed with exit code: 143", "x").orElseThrow().reason())
        .isEqualTo(FailureReason.STOPPED);
    assertThat(
            ended("cpu-basic", "Failed to pull image: manifest unknown", "").orElseThrow().reason())
        .isEqualTo(FailureReason.IMAGE_PULL);
  }

  @Test
  void words_in_a_log_that_only_look_like_a_reason_are_none() {
    for (String line :
        new String[] {
          "Saved 137 rows, exit code 0",
          "loading checkpoint 401 of 500",
          "epoch 403: forbidden words filtered: 12",
          "step 429 rate 1.2",
          "Killed processes are not restarted by default",
          "using 503 servers",
          "training with timeout 30 and credits system",
          "module named 'x' loaded",
          "image classification dataset not empty",
          "GPU memory used 20.1/24 GB",
          "space left on device: 20 GB"
        }) {
      assertThat(ended("a10g-large", "Job failed with exit code: 1", line)).as(line).isEmpty();
    }
    assertThat(
            JobDiagnosis.of(
                ending(
                    JobStage.RUNNING,
                    "a10g-large",
                    Optional.empty(),
                    "torch.OutOfMemoryError: CUDA out of memory.")))
        .isEmpty();
    assertThat(
            JobDiagnosis.of(
                ending(
                    JobStage.COMPLETED,
                    "a10g-large",
                    Optional.empty(),
                    "torch.OutOfMemoryError: CUDA out of memory. (handled)")))
        .isEmpty();
  }

  @Test
  void evidence_is_one_short_line() {
    JobDiagnosis found =
        error("cpu-basic", "Traceback (most recent call last):\nValueError: " + "x".repeat(2_000));

    assertThat(found.evidence()).hasSizeLessThanOrEqualTo(300).doesNotContain("\n");
  }

  private static Optional<JobDiagnosis> afterSeconds(JobStage stage, long seconds) {
    return JobDiagnosis.of(
        new JobEnding(
            stage,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            "cpu-basic",
            Optional.of(Duration.ofSeconds(seconds)),
            Optional.of(Duration.ofHours(1)),
            HardwareCatalogue.builtIn()));
  }

  private static JobDiagnosis cancelled(String reason) {
    return JobDiagnosis.of(
            new JobEnding(
                JobStage.CANCELED,
                Optional.empty(),
                Optional.of(reason),
                List.of(),
                "cpu-basic",
                Optional.empty(),
                Optional.empty(),
                HardwareCatalogue.builtIn()))
        .orElseThrow();
  }
}
