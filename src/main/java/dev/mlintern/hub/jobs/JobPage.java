package dev.mlintern.hub.jobs;

import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;

/// Some jobs of a listing, newest first, and where the next ones are.
public record JobPage(List<Job> jobs, Optional<HttpUrl> next) {
  public JobPage {
    jobs = List.copyOf(jobs);
  }

  /// Where the next page begins, for [HubJobs#page].
  public Optional<String> cursor() {
    return next.map(url -> url.queryParameter("cursor"));
  }
}
