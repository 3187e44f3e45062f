package dev.mlintern.localhub.jobs;

import dev.mlintern.localhub.account.Caller;
import dev.mlintern.localhub.api.RepoAccess;
import dev.mlintern.localhub.web.HubError;
import dev.mlintern.localhub.web.Request;
import java.util.List;
import java.util.Map;

/// Who may see and run jobs, and what listings of them are filtered by.
record JobRights(RepoAccess access) {
  /// @throws HubError 401 or 403 when the caller may not see the namespace's jobs
  void requireSeen(Request request) {
    if (!access.signedIn(request).maySeeJobsOf(request.path("ns"))) {
      throw HubError.forbidden("You don't have access to the jobs of this namespace");
    }
  }

  /// @throws HubError 401 or 403 when the caller may not run jobs in the namespace
  Caller.SignedIn runner(Request request) {
    Caller.SignedIn caller = access.signedIn(request);
    if (!caller.mayRunJobsIn(request.path("ns"))) {
      throw HubError.forbidden("You don't have the right to run jobs in this namespace");
    }
    return caller;
  }

  /// @param wanted each `key=value`
  static boolean haveLabels(Map<String, String> labels, List<String> wanted) {
    return wanted.stream()
        .allMatch(
            label -> {
              int equals = label.indexOf('=');
              return equals > 0
                  && label.substring(equals + 1).equals(labels.get(label.substring(0, equals)));
            });
  }
}
