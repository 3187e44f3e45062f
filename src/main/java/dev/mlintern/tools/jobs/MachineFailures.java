package dev.mlintern.tools.jobs;

import static dev.mlintern.tools.jobs.FailureReason.GPU_ASSERTION;
import static dev.mlintern.tools.jobs.FailureReason.GPU_DRIVER;
import static dev.mlintern.tools.jobs.FailureReason.NO_GPU;

import java.util.List;
import java.util.Optional;

/// GPUs that are not there, too old for what is asked, or out of step with the software.
final class MachineFailures {
  static final List<FailureRule> RULES =
      List.of(
          FailureRule.of(
              "Found no NVIDIA driver|No CUDA GPUs are available|not compiled with CUDA"
                  + " enabled|libcuda\\.so\\.1: cannot open|(?i:no GPU (?:was )?found)|need a"
                  + " CUDA[- ]capable|No GPU or XPU found|Attempting to deserialize object on a"
                  + " CUDA device but torch\\.cuda\\.is_available\\(\\) is False|no CUDA-capable"
                  + " device is detected|(?i:requires a (?:CUDA )?GPU)",
              MachineFailures::noGpu),
          FailureRule.of(
              "CUDA driver version is insufficient|NVIDIA driver on your system is too old|forward"
                  + " compatibility was attempted|no kernel image is available for execution",
              GPU_DRIVER,
              "The installed torch was built for another CUDA than this machine's driver or card"
                  + " has.",
              "pin `torch` to a build for an older CUDA (or use the image `pytorch/pytorch`), and"
                  + " check `nvidia-smi` in a one-minute job first"),
          FailureRule.of(
              "FlashAttention only supports Ampere|(?i:bfloat16 is (?:only )?(?:not"
                  + " )?supported)|bf16/gpu|Bfloat16 is only supported on GPUs|compute capability"
                  + " (?:of )?at least|FP8 .*(?:requires|supported)",
              MachineFailures::olderCard),
          FailureRule.of(
              "device-side assert triggered|indexSelectLargeIndex|Assertion `.*(?:index|srcIndex|t"
                  + " >= 0).*` failed",
              GPU_ASSERTION,
              "An index was out of range on the GPU: a token id above the vocabulary, or a label"
                  + " above `num_labels`.",
              "run one batch on the CPU, or with env `CUDA_LAUNCH_BLOCKING=1`, to see where; resize"
                  + " the embeddings after adding tokens, and check the labels' range"),
          FailureRule.of(
              "NCCL (?:error|WARN)|ncclUnhandledCudaError|ncclSystemError|Watchdog caught"
                  + " collective operation timeout",
              GPU_DRIVER,
              "The GPUs of the job lost touch with one another (NCCL).",
              "see the first rank's error above; run it again with env `NCCL_DEBUG=INFO`, or on one"
                  + " larger card"));

  private MachineFailures() {}

  private static Optional<JobDiagnosis> noGpu(FailureRule.Hit hit) {
    JobEnding ending = hit.ending();
    if (ending.flavors().hasGpu(ending.flavor())) {
      return hit.is(
          GPU_DRIVER,
          "`" + ending.flavor() + "` has a GPU, but the program did not see it.",
          "install a CUDA build of torch (not `+cpu`), and do not set `CUDA_VISIBLE_DEVICES`; check"
              + " `nvidia-smi` in a one-minute job");
    }
    String offer =
        ending
            .flavors()
            .largerCard(ending.flavor())
            .map(FlavorAdvice::shown)
            .orElse("a GPU flavor");
    return hit.is(
        NO_GPU,
        "The job ran on `" + ending.flavor() + "`, which has no GPU.",
        "set `hardware_flavor` to one with a GPU; the cheapest is " + offer);
  }

  private static Optional<JobDiagnosis> olderCard(FailureRule.Hit hit) {
    return hit.is(
        GPU_DRIVER,
        "The card of `" + hit.ending().flavor() + "` is too old for what the script asks of it.",
        "T4 cards know neither bfloat16 nor FlashAttention 2: use an A10G, L4 or newer, or"
            + " `fp16=True` with `attn_implementation=\"sdpa\"` if the user agrees");
  }
}
