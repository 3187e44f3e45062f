package dev.mlintern.tools.jobs;

import static dev.mlintern.tools.jobs.FailureReason.DISK_FULL;
import static dev.mlintern.tools.jobs.FailureReason.GPU_MEMORY;
import static dev.mlintern.tools.jobs.FailureReason.HOST_MEMORY;
import static dev.mlintern.tools.jobs.FailureReason.SHARED_MEMORY;

import dev.mlintern.policy.Hardware;
import dev.mlintern.policy.HardwareOffer;
import java.util.List;
import java.util.Optional;

/// Memory of cards and of the machine, and the disk.
final class MemoryFailures {
  static final List<FailureRule> RULES =
      List.of(
          FailureRule.of(
              "OutOfMemoryError|(?i:\\b(?:CUDA|HIP)(?: error)?:? out of"
                  + " memory)|CUBLAS_STATUS_ALLOC_FAILED|CUDNN_STATUS_ALLOC_FAILED|RESOURCE_EXHAUSTED:"
                  + " Out of memory|No available memory for the cache blocks|less than desired GPU"
                  + " memory utilization",
              MemoryFailures::gpu),
          FailureRule.of(
              "(?i)insufficient shared memory|unable to (?:open|allocate) shared"
                  + " memory|\\bshm\\b.*(?:bus error|no space)",
              SHARED_MEMORY,
              "The data loader's worker processes ran out of shared memory.",
              "set `dataloader_num_workers=0` (DataLoader `num_workers=0`), or call"
                  + " `torch.multiprocessing.set_sharing_strategy('file_system')`"),
          FailureRule.of(
              "DataLoader worker \\(pid[^)]*\\) (?:is killed by signal: Killed|exited"
                  + " unexpectedly)|^MemoryError\\b|numpy.*_ArrayMemoryError|Unable to allocate .*"
                  + " for an array|Cannot allocate memory|std::bad_alloc|(?i:oom[-_ ]?kill)|^(?:.*:"
                  + " (?:line \\d+: +)?)?\\d* *Killed(?: {2,}.*)?$|signal 9 \\(SIGKILL\\)|Signal 9"
                  + " \\(SIGKILL\\)|DefaultCPUAllocator: can't allocate memory",
              hit -> Optional.of(host(hit.ending(), hit.line()))),
          FailureRule.of(
              "No space left on device|\\[Errno 28\\]|(?i:disk quota exceeded)|(?i:not enough"
                  + " (?:free )?disk space)",
              MemoryFailures::disk));

  private MemoryFailures() {}

  private static Optional<JobDiagnosis> gpu(FailureRule.Hit hit) {
    FlavorAdvice flavors = hit.ending().flavors();
    String flavor = hit.ending().flavor();
    String card =
        flavors
            .accelerator(flavor)
            .map(gpu -> " (`" + flavor + "`, " + gpu.memoryGb() + " GB a card)")
            .orElse("");
    String larger =
        flavors
            .largerCard(flavor)
            .map(offer -> " If that is not enough: " + FlavorAdvice.shown(offer) + ".")
            .orElse(" No larger card is offered: shard the model over several cards.");
    boolean serving = hit.line().contains("cache blocks") || hit.line().contains("utilization");
    return hit.is(
        GPU_MEMORY,
        "The GPU's memory was too small" + card + ".",
        serving
            ? "raise `gpu_memory_utilization` or lower `max_model_len` of vLLM." + larger
            : "halve `per_device_train_batch_size` and double `gradient_accumulation_steps`, which"
                + " keeps the effective batch size, and set `gradient_checkpointing=True`."
                + larger
                + " Method, sequence length and data stay as they are unless the user agrees.");
  }

  /// The machine's own memory.
  static JobDiagnosis host(JobEnding ending, String evidence) {
    FlavorAdvice flavors = ending.flavors();
    String now =
        flavors
            .hardware(ending.flavor())
            .map(hardware -> " (`" + ending.flavor() + "` has " + hardware.ramGb() + " GB)")
            .orElse("");
    return new JobDiagnosis(
        HOST_MEMORY,
        "The machine's main memory was too small: the system killed the process" + now + ".",
        evidence,
        "load less at once: `streaming=True` or `keep_in_memory=False` for the dataset, fewer"
            + " `num_proc` and data loader workers, `low_cpu_mem_usage=True` for the model"
            + flavors.moreMemory(ending.flavor()).map(offer -> "; or " + moreRam(offer)).orElse("")
            + ".");
  }

  private static String moreRam(HardwareOffer offer) {
    return FlavorAdvice.shown(offer)
        + (offer.hardware().accelerator().isPresent()
            ? " with " + offer.hardware().ramGb() + " GB of main memory"
            : "");
  }

  private static Optional<JobDiagnosis> disk(FailureRule.Hit hit) {
    FlavorAdvice flavors = hit.ending().flavors();
    String flavor = hit.ending().flavor();
    String now =
        flavors
            .hardware(flavor)
            .map(Hardware::diskGb)
            .filter(gb -> gb > 0)
            .map(gb -> " (`" + flavor + "` has " + gb + " GB)")
            .orElse("");
    String larger =
        flavors
            .moreDisk(flavor)
            .map(
                offer ->
                    "; or "
                        + FlavorAdvice.shown(offer)
                        + " with "
                        + offer.hardware().diskGb()
                        + " GB of disk")
            .orElse("");
    return hit.is(
        DISK_FULL,
        "The job's disk was full" + now + ".",
        "keep fewer checkpoints (`save_total_limit=1`, `save_only_model=True`), stream or mount the"
            + " dataset instead of downloading it"
            + larger
            + ".");
  }
}
