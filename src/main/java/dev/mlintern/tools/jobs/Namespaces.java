package dev.mlintern.tools.jobs;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.Account;
import dev.mlintern.hub.Account.Organisation;
import dev.mlintern.hub.HubAccount;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubFault;
import dev.mlintern.hub.jobs.JobRef;
import dev.mlintern.tools.ToolFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Whose jobs a call is about (spec tools-act §2.3): the user's, or those of an organisation the
/// user belongs to. The Hub is asked who the user is only when that matters, and at most once in
/// ten minutes.
final class Namespaces {
  private final HubAccount account;
  private final StartedJobs started;

  Namespaces(HubAccount account, StartedJobs started) {
    this.account = Objects.requireNonNull(account, "account");
    this.started = Objects.requireNonNull(started, "started");
  }

  /// Who pays for a new job.
  ///
  /// A named namespace is checked against the account's own; when the Hub cannot say whose the
  /// token is, the name is taken as it is and the Hub decides at submission.
  ///
  /// @throws ToolFailure when the account does not belong to it, naming those it does
  /// @throws HubException when no namespace is named and there is no usable token
  String payer(Optional<String> named, CallScope scope) {
    if (named.isEmpty()) {
      return own(scope);
    }
    Account who;
    try {
      who = account.whoami(scope);
    } catch (HubException e) {
      if (e.fault() == HubFault.UNAUTHENTICATED) {
        throw e;
      }
      return named.get();
    } catch (HttpFailure.Network | HttpFailure.TimedOut _) {
      return named.get();
    }
    List<String> allowed = namesOf(who);
    return allowed.stream()
        .filter(name -> name.equalsIgnoreCase(named.get()))
        .findFirst()
        .orElseThrow(
            () ->
                new ToolFailure(
                    "hf_jobs: the token of "
                        + who.name()
                        + " does not belong to namespace `"
                        + named.get()
                        + "`. Allowed: "
                        + String.join(", ", allowed)
                        + ". Nothing was submitted."));
  }

  /// Whose jobs are listed: those named, else the user's own.
  String listed(Optional<String> named, CallScope scope) {
    return named.orElseGet(() -> own(scope));
  }

  /// The full address of a job: by its own words, the call's namespace, what is remembered of jobs
  /// started here, else the user's own.
  JobRef of(JobPointer job, Optional<String> named, CallScope scope) {
    String otherwise =
        job.namespace()
            .or(() -> named)
            .or(() -> started.namespaceOf(job.id()))
            .orElseGet(() -> own(scope));
    return job.in(otherwise);
  }

  private String own(CallScope scope) {
    Account who = account.whoami(scope);
    return namesOf(who).stream()
        .findFirst()
        .orElseThrow(
            () -> new ToolFailure("hf_jobs: the Hub names no user for this token; say namespace."));
  }

  /// The user first, then the organisations by name.
  private static List<String> namesOf(Account who) {
    var names = new ArrayList<String>();
    if (!who.name().isBlank()) {
      names.add(who.name());
    }
    who.organisations().stream()
        .map(Organisation::name)
        .filter(name -> !name.isBlank() && !names.contains(name))
        .distinct()
        .sorted()
        .forEach(names::add);
    return names;
  }
}
