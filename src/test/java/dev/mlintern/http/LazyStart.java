package dev.mlintern.http;

import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubCredentials;
import dev.mlintern.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// What a server does before it answers `initialize`, and with an address as argument one call; run
/// as a process of its own by [LazyStartTest].
final class LazyStart {
  private LazyStart() {}

  public static void main(String[] args) {
    Settings settings =
        Settings.of(
            Map.of("HF_ENDPOINT", "http://127.0.0.1:9/", "HF_TOKEN_PATH", "/no/such/file"),
            Path.of("/no/such/home"));
    try (HttpStack stack = HttpStack.create(settings, HubCredentials.of(settings))) {
      HubClient.create(settings, stack);
      if (args.length > 0) {
        HttpRequest request = HttpRequest.get(okhttp3.HttpUrl.get(args[0]));
        stack.send(request, CallScope.lasting(Duration.ofSeconds(60)));
      }
    }
  }
}
