package dev.mlintern.cli;

import dev.mlintern.arxiv.ArxivClient;
import dev.mlintern.github.GitHubClient;
import dev.mlintern.http.Credentials;
import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubCredentials;
import dev.mlintern.hub.HubPapers;
import dev.mlintern.policy.SandboxLeases;
import dev.mlintern.scholar.ScholarClient;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.papers.HfPapers;
import dev.mlintern.tools.sandbox.SandboxHost;
import dev.mlintern.web.WebSearch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The service clients all tools share over one HTTP stack, built when the first tool needs them.
/// Thread-safe.
final class Clients {
  private final Settings settings;
  private HttpStack http;
  private HubClient hub;
  private SandboxHost sandboxes;

  Clients(Settings settings) {
    this.settings = Objects.requireNonNull(settings, "settings");
  }

  /// The Hub the settings name, with the user's token.
  synchronized HubClient hub() {
    if (hub == null) {
      hub = HubClient.create(settings, http());
    }
    return hub;
  }

  /// The sandboxes of this process, the same for all tools.
  synchronized SandboxHost sandboxes() {
    if (sandboxes == null) {
      sandboxes = SandboxHost.create(settings, hub());
    }
    return sandboxes;
  }

  /// A text without the secrets that were put into this process's sandboxes.
  String withoutSandboxSecrets(String text) {
    SandboxHost open;
    synchronized (this) {
      open = sandboxes;
    }
    return open == null ? text : open.withoutSecrets(text);
  }

  /// Looks in the background after sandboxes that a killed server left, where one did.
  void lookAfterLeftOvers() {
    if (!SandboxLeases.of(settings).isEmpty()) {
      sandboxes().lookAfterLeftOvers();
    }
  }

  /// Ends this process's sandboxes, but those to be kept.
  ///
  /// @return false when that could not be confirmed in `limit`: what is left is marked on disk
  boolean close(Duration limit) {
    SandboxHost open;
    synchronized (this) {
      open = sandboxes;
    }
    return open == null || open.close(limit);
  }

  GitHubClient github() {
    return new GitHubClient(http(), settings);
  }

  HfPapers papers() {
    return new HfPapers(
        new HubPapers(hub()),
        new ScholarClient(http(), settings),
        new ArxivClient(http(), settings));
  }

  WebSearch webSearch() {
    return WebSearch.create(http(), settings);
  }

  /// One stack, so that limits, cache and connections are shared; every secret with its own hosts.
  private synchronized HttpStack http() {
    if (http == null) {
      List<Credentials> credentials = new ArrayList<>(HubCredentials.of(settings));
      credentials.add(GitHubClient.credentials(settings));
      credentials.add(ScholarClient.credentials(settings));
      credentials.addAll(WebSearch.credentials(settings));
      http = HttpStack.create(settings, credentials);
    }
    return http;
  }
}
