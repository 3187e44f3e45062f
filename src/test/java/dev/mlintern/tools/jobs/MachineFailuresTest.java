package dev.mlintern.tools.jobs;

import static dev.mlintern.tools.jobs.EndedLogs.assertReason;
import static dev.mlintern.tools.jobs.EndedLogs.ended;
import static dev.mlintern.tools.jobs.EndedLogs.error;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Endings by the machine: too little memory, disk or GPU, and the next card that would do.
class MachineFailuresTest {
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
}
