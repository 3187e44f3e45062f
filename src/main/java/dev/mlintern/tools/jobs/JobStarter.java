package dev.mlintern.tools.jobs;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.jobs.HubJobs;
import dev.mlintern.hub.jobs.Job;
import dev.mlintern.hub.jobs.JobSubmissionUnclear;
import dev.mlintern.policy.Charge;
import dev.mlintern.policy.Usd;
import dev.mlintern.tools.Clearance;
import dev.mlintern.tools.ToolFailure;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.LoggerFactory;

/// Submits jobs so that none is lost: a submission on its way is carried to its end and written
/// down even when the call that wanted it is cancelled meanwhile.
final class JobStarter {
  private static final int PAYMENT_REQUIRED = 402;

  /// The Hub's time to answer a submission, a time of its own.
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final HubJobs jobs;
  private final StartedJobs started;
  private final Clock clock;

  JobStarter(HubJobs jobs, StartedJobs started, Clock clock) {
    this.jobs = jobs;
    this.started = started;
    this.clock = clock;
  }

  /// A job that has been submitted.
  ///
  /// @param trouble why it could not be written down, if it could not
  record Submitted(Job job, Optional<String> trouble) {}

  /// What is sent, once.
  @FunctionalInterface
  interface Submission {
    Job send(CallScope scope);
  }

  /// @param usdPerHour the price now, when it is known
  /// @throws ToolFailure when the Hub refuses: nothing was started, the money is given back; or
  ///     when nobody knows, then the money stays held
  Submitted submit(
      String namespace,
      String flavor,
      Duration timeout,
      Optional<Usd> usdPerHour,
      Clearance clearance,
      Submission submission)
      throws InterruptedException {
    clearance.submitting();
    var work =
        new FutureTask<>(
            () -> {
              Job job = sent(namespace, clearance, submission);
              return new Submitted(job, writtenDown(job, flavor, timeout, usdPerHour, clearance));
            });
    Thread.ofVirtual().name("job-submission").start(work);
    try {
      return work.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private Job sent(String namespace, Clearance clearance, Submission submission) {
    try {
      return submission.send(CallScope.lasting(LIMIT));
    } catch (JobSubmissionUnclear unclear) {
      throw new ToolFailure("hf_jobs: " + unclear.getMessage(), unclear);
    } catch (HubException e) {
      release(clearance);
      throw e.status() == PAYMENT_REQUIRED ? unpaid(namespace, e) : refused(e);
    } catch (HttpFailure | IllegalArgumentException e) {
      release(clearance);
      throw e;
    }
  }

  /// By the numeric status alone: ids and texts may well contain "402" (spec tools-act J14).
  private static ToolFailure unpaid(String namespace, HubException e) {
    return new ToolFailure(
        "hf_jobs: the Hub answered HTTP 402: namespace `"
            + namespace
            + "` has no credit for jobs"
            + (e.upstream().isEmpty() ? "" : " (" + e.upstream() + ")")
            + ". Nothing was started. Credit is prepaid and not part of a PRO subscription: add"
            + " some at https://huggingface.co/settings/billing (an organisation: its own billing"
            + " settings), or pass the namespace of an organisation that has some.",
        e);
  }

  private static ToolFailure refused(HubException e) {
    String outcome =
        e.status() >= 500
            ? " No job with this submission's label exists, so nothing was started."
            : " Nothing was started.";
    return new ToolFailure("hf_jobs: " + e.getMessage() + outcome, e);
  }

  private static void release(Clearance clearance) {
    try {
      clearance.release();
    } catch (IOException e) {
      LoggerFactory.getLogger(JobStarter.class).warn("a charge could not be given back", e);
    }
  }

  private Optional<String> writtenDown(
      Job job, String flavor, Duration timeout, Optional<Usd> usdPerHour, Clearance clearance) {
    Instant now = clock.instant();
    String url = jobs.webUrl(job.ref());
    var charge = new Charge.Machine(job.ref().id(), job.ref().namespace(), url);
    var record =
        new StartedJob(
            job.ref(),
            clearance.session(),
            clearance.chargeId(),
            flavor,
            timeout,
            usdPerHour,
            now,
            url,
            Optional.empty());
    // Each on its own: where one cannot be written, the other may, and still tells of the job.
    Optional<String> trouble = trouble(() -> started.add(record));
    return trouble(
            () -> {
              if (usdPerHour.isPresent()) {
                clearance.extend(usdPerHour.get().forHours(timeout), now.plus(timeout));
              }
              clearance.started(charge);
            })
        .or(() -> trouble);
  }

  @FunctionalInterface
  private interface Writing {
    void write() throws IOException;
  }

  private static Optional<String> trouble(Writing writing) {
    try {
      writing.write();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          "The job could not be written down (" + e.getMessage() + "): note its id yourself.");
    }
  }
}
