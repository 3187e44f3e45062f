package dev.mlintern.cli;

import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubCredentials;
import dev.mlintern.settings.Settings;
import java.util.Objects;

/// The service clients all tools share, each built when the first tool needs it. Thread-safe.
final class Clients {
  private final Settings settings;
  private HubClient hub;

  Clients(Settings settings) {
    this.settings = Objects.requireNonNull(settings, "settings");
  }

  /// The Hub the settings name, with the user's token.
  synchronized HubClient hub() {
    if (hub == null) {
      HttpStack http = HttpStack.create(settings, HubCredentials.of(settings));
      hub = HubClient.create(settings, http);
    }
    return hub;
  }
}
