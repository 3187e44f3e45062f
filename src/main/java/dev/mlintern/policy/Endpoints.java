package dev.mlintern.policy;

import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.net.URI;
import java.net.URISyntaxException;

/// Which Hub the settings point at.
public final class Endpoints {
  private Endpoints() {}

  /// Whether the Hub is on this machine: an embedded Hub, where nothing is paid or published.
  public static boolean isLoopback(Settings settings) {
    try {
      String host = new URI(settings.text(Setting.HF_ENDPOINT).orElseThrow()).getHost();
      return host != null
          && (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]"));
    } catch (URISyntaxException _) {
      return false;
    }
  }
}
