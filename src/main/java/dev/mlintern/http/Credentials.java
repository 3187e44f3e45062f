package dev.mlintern.http;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// A secret and the hosts it may be sent to. Looked up only when the first request to such a host
/// is made.
///
/// It travels over https only; over plain http to this machine itself (an embedded Hub), and then
/// only to a port that is named.
///
/// @param hosts exact host names (lower case), or `*.example.org` for every host below one
/// @param port the only port it may be sent to, or 0 for any port over https
/// @param header header that carries it, e.g. `Authorization`
/// @param value the header's value, or empty when there is none
/// @param implicit whether reads carry it unasked; if not, only requests that change something or
///     ask for it do
public record Credentials(
    Set<String> hosts,
    int port,
    String header,
    Supplier<Optional<String>> value,
    boolean implicit) {
  public Credentials {
    hosts = Set.copyOf(hosts);
    Objects.requireNonNull(header, "header");
    Objects.requireNonNull(value, "value");
  }

  /// A secret that reads carry unasked.
  public Credentials(Set<String> hosts, int port, String header, Supplier<Optional<String>> value) {
    this(hosts, port, header, value, true);
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
    boolean portFits = port == 0 || targetPort == port;
    boolean isPrivate = scheme.equals("https") || (port != 0 && LoopbackHosts.contains(host));
    return hostFits && portFits && isPrivate;
  }
}
