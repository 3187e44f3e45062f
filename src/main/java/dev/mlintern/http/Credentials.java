package dev.mlintern.http;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// A secret and the hosts it may be sent to. Looked up only when the first request to such a host
/// is made.
///
/// @param hosts exact host names (lower case), or `*.example.org` for every host below one
/// @param port the only port it may be sent to, or 0 for any port over https; a plain-http host is
///     allowed only with its port named (an embedded Hub on loopback)
/// @param header header that carries it, e.g. `Authorization`
/// @param value the header's value, or empty when there is none
public record Credentials(
    Set<String> hosts, int port, String header, Supplier<Optional<String>> value) {
  public Credentials {
    hosts = Set.copyOf(hosts);
    Objects.requireNonNull(header, "header");
    Objects.requireNonNull(value, "value");
  }

  /// Whether the secret may travel to this address.
  public boolean allows(String scheme, String host, int targetPort) {
    boolean hostFits =
        hosts.stream()
            .anyMatch(
                allowed ->
                    allowed.startsWith("*.")
                        ? host.endsWith(allowed.substring(1))
                        : allowed.equals(host));
    if (!hostFits) {
      return false;
    }
    return port == 0 ? scheme.equals("https") : targetPort == port;
  }
}
