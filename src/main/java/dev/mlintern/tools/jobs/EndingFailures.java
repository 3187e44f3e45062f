package dev.mlintern.tools.jobs;

import dev.mlintern.hub.jobs.JobStage;
import dev.mlintern.policy.JobTimeout;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What the Hub's own words and the exit code say of a job's end.
final class EndingFailures {
  private static final Pattern CREDIT =
      Pattern.compile(
          "(?i)\\b(?:insufficient|out of|no|not enough|add) credits?\\b|payment"
              + " required|NO_CREDITS|NO_SUBSCRIPTION");
  private static final Pattern IMAGE =
      Pattern.compile(
          "(?i)ErrImagePull|ImagePullBackOff|pull access denied|manifest (?:for \\S+"
              + " )?(?:unknown|not found)|(?:failed|unable) to pull|InvalidImageName|image .*not"
              + " found");
  private static final Pattern TIME =
      Pattern.compile("(?i)\\b(?:job )?(?:time-?out|timed out|deadline ?exceeded|time limit)\\b");
  private static final Pattern MEMORY = Pattern.compile("(?i)OOM[ _-]?Killed|out of memory");
  private static final Pattern NAN_OR_ERROR =
      Pattern.compile("(?i)fatal python error|segmentation fault|core dumped");
  private static final Duration LONG_ENOUGH = Duration.ofHours(2);

  private EndingFailures() {}

  /// Reasons that are the Hub's, whatever the program printed.
  static Optional<JobDiagnosis> byTheHub(JobEnding ending) {
    String message = ending.message().orElse("");
    String reason = ending.cancelReason().orElse("");
    String said = message.isEmpty() ? reason : message;
    if (CREDIT.matcher(reason).find() || CREDIT.matcher(message).find()) {
      return diagnosis(
          FailureReason.NO_CREDIT,
          "The namespace that pays has no credit left.",
          said,
          "add credit at https://huggingface.co/settings/billing (a subscription is something"
              + " else), or run it in another `namespace`");
    }
    if (reason.equals("RESOURCE_GROUP_LIMIT")) {
      return diagnosis(
          FailureReason.RESOURCE_LIMIT,
          "The limit of the organisation's resource group is used up.",
          said,
          "ask an administrator of the organisation, or run it in another `namespace`");
    }
    if (IMAGE.matcher(message).find()) {
      return diagnosis(
          FailureReason.IMAGE_PULL,
          "The image could not be pulled.",
          said,
          "check the image's name and tag; it must be public");
    }
    if (MEMORY.matcher(message).find()) {
      return Optional.of(MemoryFailures.host(ending, said));
    }
    boolean ended = ending.stage() == JobStage.ERROR || ending.stage() == JobStage.CANCELED;
    if (ended && (TIME.matcher(message).find() || ending.usedItsTime())) {
      return Optional.of(timedOut(ending, said));
    }
    return Optional.empty();
  }

  private static JobDiagnosis timedOut(JobEnding ending, String said) {
    Duration granted = ending.timeout().orElse(JobTimeout.DEFAULT);
    String ran =
        ending
            .running()
            .map(
                time ->
                    "ran "
                        + JobTimeout.format(time.truncatedTo(java.time.temporal.ChronoUnit.SECONDS))
                        + " of ")
            .orElse("had ");
    Duration next =
        granted.multipliedBy(2).compareTo(LONG_ENOUGH) < 0 ? LONG_ENOUGH : granted.multipliedBy(2);
    return new JobDiagnosis(
        FailureReason.TIMED_OUT,
        "The job was stopped by its time-out: it " + ran + JobTimeout.format(granted) + ".",
        said,
        "set `timeout` to what the training needs (e.g. `"
            + JobTimeout.format(next)
            + "`; judge by the last progress line), and save checkpoints to the Hub"
            + " (`push_to_hub=True, hub_strategy=\"every_save\"`) so that a stop loses little");
  }

  /// Ends by a signal: 128 + its number.
  static Optional<JobDiagnosis> bySignal(JobEnding ending, FailureLines lines) {
    String said = ending.message().orElse("");
    return switch (ending.exitCode().orElse(0)) {
      case 137, -9 -> Optional.of(MemoryFailures.host(ending, said));
      case 139, -11, 134, -6, 132, -4, 135, -7, 136, -8 ->
          diagnosis(
              FailureReason.CRASH,
              "The program crashed in native code (" + said + ").",
              lastLine(lines, said),
              "pin the libraries with native code (torch, flash-attn, bitsandbytes, vllm) to"
                  + " versions that belong together; env `PYTHONFAULTHANDLER=1` shows where it"
                  + " was");
      case 143, -15, 130, -2 ->
          diagnosis(
              FailureReason.STOPPED,
              "The program was told to stop from outside ("
                  + said
                  + "); it did not fail by itself.",
              lastLine(lines, said),
              "run it again; save checkpoints to the Hub so that a stop loses little");
      default -> Optional.empty();
    };
  }

  private static String lastLine(FailureLines lines, String said) {
    List<String> all = lines.lines();
    return all.stream()
        .filter(line -> NAN_OR_ERROR.matcher(line).find())
        .findFirst()
        .orElse(all.isEmpty() ? said : all.getLast());
  }

  /// An exception nobody here knows: quoted.
  static Optional<JobDiagnosis> byException(JobEnding ending, FailureLines lines) {
    return lines
        .exception()
        .map(
            exception ->
                new JobDiagnosis(
                    FailureReason.EXCEPTION,
                    "The script ended with an exception.",
                    exception,
                    "correct the script where the traceback points to, and try it on few rows in a"
                        + " sandbox or a `cpu-basic` job first"));
  }

  static Optional<JobDiagnosis> byExitCode(JobEnding ending, FailureLines lines) {
    String said = ending.message().orElse("");
    return switch (ending.exitCode().orElse(0)) {
      case 127 ->
          diagnosis(
              FailureReason.COMMAND_NOT_FOUND,
              "The image has no program of that name.",
              lastLine(lines, said),
              "use an image that has it, or give its full path in `command`");
      case 126 ->
          diagnosis(
              FailureReason.COMMAND_NOT_FOUND,
              "The program is there but could not be run.",
              lastLine(lines, said),
              "check that it is executable in the image");
      default -> Optional.empty();
    };
  }

  private static Optional<JobDiagnosis> diagnosis(
      FailureReason reason, String what, String evidence, String advice) {
    return Optional.of(new JobDiagnosis(reason, what, evidence, advice));
  }
}
