package dev.mlintern.tools.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.hub.jobs.JobStage;
import dev.mlintern.policy.HardwareCatalogue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobDiagnosisTest {
  private static final String TRAINING_STACK =
      """
      Traceback (most recent call last):
        File "/tmp/tmp.Xb1/train.py", line 41, in <module>
          trainer.train()
        File "/home/job/.cache/uv/env/lib/python3.12/site-packages/transformers/trainer.py", line 2240, in train
          return inner_training_loop(
                 ^^^^^^^^^^^^^^^^^^^^
      """;

  @Test
  void gpu_memory_keeps_the_effective_batch_and_names_the_next_card_with_its_price() {
    JobDiagnosis found =
        error(
            "a10g-large",
            "{'loss': 1.8, 'epoch': 0.01}\n"
                + TRAINING_STACK
                + "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0"
                + " has a total capacity of 22.07 GiB of which 1.1 GiB is free.");

    assertThat(found.reason()).isEqualTo(FailureReason.GPU_MEMORY);
    assertThat(found.what()).contains("`a10g-large`, 24 GB a card");
    assertThat(found.evidence()).startsWith("torch.OutOfMemoryError: CUDA out of memory");
    assertThat(found.advice())
        .contains("halve `per_device_train_batch_size` and double `gradient_accumulation_steps`")
        .contains("gradient_checkpointing=True")
        .contains("`l40sx1` (1×L40S 48 GB, $2.00/h)")
        .contains("sequence length and data stay as they are");
    assertThat(found.text().lines()).hasSize(3);
  }

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
  void a_kill_for_memory_is_told_by_exit_code_line_or_message() {
    for (JobDiagnosis found :
        new JobDiagnosis[] {
          ended("a10g-small", "Job failed with exit code: 137", "Tokenizing…").orElseThrow(),
          ended("a10g-small", "OOMKilled", "").orElseThrow(),
          error("a10g-small", "/bin/sh: line 1:    12 Killed                  python train.py"),
          error(
              "a10g-small",
              "RuntimeError: DataLoader worker (pid 55) is killed by signal: Killed."),
          error("a10g-small", "Traceback (most recent call last):\n  File \"a\"\nMemoryError")
        }) {
      assertThat(found.reason()).isEqualTo(FailureReason.HOST_MEMORY);
      assertThat(found.what()).contains("15 GB");
      assertThat(found.advice()).contains("streaming=True").contains("of main memory");
    }
  }

  @Test
  void a_missing_package_is_named_as_pip_knows_it() {
    assertMissing(
        "ModuleNotFoundError: No module named 'cv2'",
        "opencv-python-headless",
        "imported as `cv2`");
    assertMissing(
        "ModuleNotFoundError: No module named 'PIL.Image'", "pillow", "imported as `PIL`");
    assertMissing(
        "ModuleNotFoundError: No module named 'flash_attn'",
        "flash-attn",
        "imported as `flash_attn`");
    assertMissing("ModuleNotFoundError: No module named 'trl'", "trl", "`trl` is not");
    assertMissing("/usr/bin/python: No module named vllm", "vllm", "`vllm` is not");
    assertMissing(
        "ImportError: This modeling file requires the following packages that were not found in"
            + " your environment: einops, flash_attn. Run `pip install einops flash_attn`",
        "einops, flash_attn",
        "");
    assertMissing(
        "ImportError: Using `bitsandbytes` 4-bit quantization requires bitsandbytes: `pip install"
            + " -U bitsandbytes>=0.46.1`",
        "bitsandbytes>=0.46.1",
        "");
  }

  private static void assertMissing(String line, String name, String what) {
    JobDiagnosis found =
        error("cpu-basic", "Traceback (most recent call last):\n  File \"a.py\", line 1\n" + line);
    assertThat(found.reason()).as(line).isEqualTo(FailureReason.MISSING_PACKAGE);
    assertThat(found.advice()).contains(name);
    assertThat(found.what()).contains(what);
  }

  @Test
  void a_package_in_the_wrong_version_is_told_from_one_that_is_missing() {
    JobDiagnosis name =
        error(
            "cpu-basic",
            "Traceback (most recent call last):\n"
                + "ImportError: cannot import name 'GKDTrainer' from 'trl' (/x/trl/__init__.py)");
    assertThat(name.reason()).isEqualTo(FailureReason.PACKAGE_VERSION);
    assertThat(name.what()).contains("`trl` has no `GKDTrainer`");

    JobDiagnosis module =
        error(
            "cpu-basic",
            """
            Traceback (most recent call last):
              File "/env/site-packages/trl/old.py", line 3, in <module>
                import trl.core2
            ModuleNotFoundError: No module named 'trl.core2'
            """);
    assertThat(module.reason()).isEqualTo(FailureReason.PACKAGE_VERSION);
  }

  @Test
  void requirements_that_do_not_fit_together_are_a_conflict() {
    assertReason(
        FailureReason.PACKAGE_CONFLICT,
        """
          × No solution found when resolving `--with` dependencies:
          ╰─▶ Because you require transformers==4.30 and trl>=0.20, we can conclude that your
              requirements are unsatisfiable.
        """);
    assertReason(
        FailureReason.PACKAGE_CONFLICT,
        """
          × Failed to build `flash-attn==2.6.3`
          ├─▶ The build backend returned an error
          ╰─▶ Call to `setuptools.build_meta:__legacy__.build_wheel` failed (exit status: 1)
        """);
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

  @Test
  void a_gated_repository_is_named() {
    for (String log :
        new String[] {
          """
          Traceback (most recent call last):
            File "a.py", line 1, in <module>
          requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: https://huggingface.co/meta-llama/Llama-3.1-8B/resolve/main/config.json

          The above exception was the direct cause of the following exception:

          Traceback (most recent call last):
            File "a.py", line 2, in <module>
          OSError: You are trying to access a gated repo.
          Make sure to have access to it at https://huggingface.co/meta-llama/Llama-3.1-8B.
          401 Client Error. (Request ID: Root=1-abc)
          """,
          """
          Traceback (most recent call last):
          huggingface_hub.errors.GatedRepoError: 403 Client Error. (Request ID: Root=1-66)

          Cannot access gated repo for url https://huggingface.co/meta-llama/Llama-3.1-8B/resolve/main/config.json.
          Access to model meta-llama/Llama-3.1-8B is restricted and you are not in the authorized list.
          """
        }) {
      JobDiagnosis found = error("cpu-basic", log);
      assertThat(found.reason()).isEqualTo(FailureReason.GATED_REPO);
      assertThat(found.what()).contains("`meta-llama/Llama-3.1-8B`");
      assertThat(found.advice()).contains("accept the terms").contains("hf_token");
    }
    JobDiagnosis dataset =
        error(
            "cpu-basic",
            "Traceback (most recent call last):\ndatasets.exceptions.DatasetNotFoundError: Dataset"
                + " 'bigcode/the-stack' is a gated dataset on the Hub. Visit the dataset page at"
                + " https://huggingface.co/datasets/bigcode/the-stack to ask for access.");
    assertThat(dataset.reason()).isEqualTo(FailureReason.GATED_REPO);
    assertThat(dataset.what()).contains("`bigcode/the-stack`");
  }

  @Test
  void a_repository_that_is_private_or_not_there_is_named() {
    JobDiagnosis model =
        error(
            "cpu-basic",
            """
            Traceback (most recent call last):
            OSError: me/secret-model is not a local folder and is not a valid model identifier listed on 'https://huggingface.co/models'
            If this is a private repository, make sure to pass a token having permission to this repo
            """);
    assertThat(model.reason()).isEqualTo(FailureReason.REPO_NOT_FOUND);
    assertThat(model.what()).contains("`me/secret-model`");

    JobDiagnosis repo =
        error(
            "cpu-basic",
            """
            Traceback (most recent call last):
            huggingface_hub.errors.RepositoryNotFoundError: 401 Client Error. (Request ID: Root=1)

            Repository Not Found for url: https://huggingface.co/api/datasets/me/data/revision/main.
            Please make sure you specified the correct `repo_id` and `repo_type`.
            Invalid username or password.
            """);
    assertThat(repo.reason()).isEqualTo(FailureReason.REPO_NOT_FOUND);
    assertThat(repo.what()).contains("`me/data`");
  }

  @Test
  void missing_and_insufficient_tokens_are_told_apart() {
    assertReason(
        FailureReason.NO_TOKEN,
        "Traceback (most recent call last):\n"
            + "huggingface_hub.errors.HfHubHTTPError: 401 Client Error: Unauthorized for url:"
            + " https://huggingface.co/api/repos/create");
    JobDiagnosis forbidden =
        error(
            "cpu-basic",
            "Traceback (most recent call last):\n"
                + "huggingface_hub.errors.HfHubHTTPError: 403 Forbidden: You don't have the rights"
                + " to create a model under the namespace \"acme\".");
    assertThat(forbidden.reason()).isEqualTo(FailureReason.FORBIDDEN);
    assertReason(
        FailureReason.NO_TOKEN,
        "Traceback (most recent call last):\n"
            + "wandb.errors.errors.UsageError: api_key not configured (no-tty). call"
            + " wandb.login(key=[your_api_key])");
  }

  @Test
  void wrong_columns_are_named_with_those_there_are() {
    JobDiagnosis key =
        error(
            "a10g-large",
            """
            Traceback (most recent call last):
              File "/env/site-packages/trl/trainer/dpo_trainer.py", line 700, in tokenize_row
                chosen = features["chosen"]
              File "/env/site-packages/datasets/formatting/formatting.py", line 278, in __getitem__
                value = self.data[key]
            KeyError: 'chosen'
            """);
    assertThat(key.reason()).isEqualTo(FailureReason.DATASET_COLUMN);
    assertThat(key.what()).contains("`chosen`");

    JobDiagnosis listed =
        error(
            "a10g-large",
            "Traceback (most recent call last):\n"
                + "ValueError: Column name ['txt'] not in the dataset. Current columns in the"
                + " dataset: ['text', 'label']");
    assertThat(listed.reason()).isEqualTo(FailureReason.DATASET_COLUMN);
    assertThat(listed.what()).contains("`txt`").contains("['text', 'label']");
  }

  @Test
  void a_key_error_of_the_scripts_own_is_not_about_columns() {
    JobDiagnosis found =
        error(
            "cpu-basic",
            """
            Traceback (most recent call last):
              File "train.py", line 7, in <module>
                options["text"]
            KeyError: 'text'
            """);

    assertThat(found.reason()).isEqualTo(FailureReason.EXCEPTION);
  }

  @Test
  void a_full_disk_names_the_disk_and_a_larger_one() {
    JobDiagnosis found =
        error(
            "t4-small",
            "Traceback (most recent call last):\n"
                + "safetensors_rust.SafetensorError: Error while serializing: IoError(Os { code:"
                + " 28, message: \"No space left on device\" })");

    assertThat(found.reason()).isEqualTo(FailureReason.DISK_FULL);
    assertThat(found.what()).contains("50 GB");
    assertThat(found.advice()).contains("save_total_limit=1").contains("of disk");
  }

  @Test
  void unknown_options_and_keywords_are_named_with_their_new_names() {
    JobDiagnosis keyword =
        error(
            "cpu-basic",
            "Traceback (most recent call last):\n"
                + "TypeError: SFTConfig.__init__() got an unexpected keyword argument"
                + " 'max_seq_length'");
    assertThat(keyword.reason()).isEqualTo(FailureReason.UNKNOWN_ARGUMENT);
    assertThat(keyword.what()).contains("`SFTConfig`").contains("`max_seq_length`");
    assertThat(keyword.advice()).contains("`max_length`");
    JobDiagnosis option =
        error(
            "cpu-basic", "usage: sft.py [-h]\nsft.py: error: unrecognized arguments: --lora_rr 8");
    assertThat(option.what()).contains("--lora_rr 8");
    assertReason(
        FailureReason.UNKNOWN_ARGUMENT,
        "usage: a\na.py: error: the following arguments are required: --dataset_name");
    assertReason(
        FailureReason.UNKNOWN_ARGUMENT,
        "Traceback (most recent call last):\n"
            + "ValueError: Some specified arguments are not used by the HfArgumentParser:"
            + " ['--foo']");
  }

  @Test
  void a_missing_gpu_is_told_from_one_the_program_does_not_see() {
    String log =
        "Traceback (most recent call last):\n"
            + "RuntimeError: Found no NVIDIA driver on your system. Please check";
    assertThat(error("cpu-basic", log).reason()).isEqualTo(FailureReason.NO_GPU);
    assertThat(error("cpu-basic", log).advice()).contains("`t4-small`");
    assertThat(error("a10g-large", log).reason()).isEqualTo(FailureReason.GPU_DRIVER);
    assertReason(
        FailureReason.GPU_DRIVER,
        "Traceback (most recent call last):\n"
            + "RuntimeError: FlashAttention only supports Ampere GPUs or newer.");
    assertReason(
        FailureReason.GPU_ASSERTION,
        "Traceback (most recent call last):\n"
            + "RuntimeError: CUDA error: device-side assert triggered");
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

  private static void assertReason(FailureReason reason, String log) {
    assertThat(error("a10g-large", log).reason()).as(log).isEqualTo(reason);
  }

  private static JobDiagnosis error(String flavor, String log) {
    return ended(flavor, "Job failed with exit code: 1", log).orElseThrow();
  }

  private static Optional<JobDiagnosis> ended(String flavor, String message, String log) {
    return JobDiagnosis.of(ending(JobStage.ERROR, flavor, Optional.of(message), log));
  }

  private static JobEnding ending(
      JobStage stage, String flavor, Optional<String> message, String log) {
    return new JobEnding(
        stage,
        message,
        Optional.empty(),
        log.lines().toList(),
        flavor,
        Optional.of(Duration.ofSeconds(100)),
        Optional.of(Duration.ofHours(2)),
        HardwareCatalogue.builtIn());
  }
}
