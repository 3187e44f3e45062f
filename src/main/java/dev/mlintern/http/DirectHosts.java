package dev.mlintern.http;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The hosts that `NO_PROXY` sends direct: `*`, names (which stand for everything below them too),
/// addresses and CIDR blocks, each with an optional port. This machine always goes direct.
public final class DirectHosts {
  private final List<String> entries;

  private DirectHosts(List<String> entries) {
    this.entries = entries;
  }

  public static DirectHosts parse(String noProxy) {
    return new DirectHosts(
        Arrays.stream(noProxy.split("[,\\s]+"))
            .map(entry -> entry.toLowerCase(Locale.ROOT))
            .filter(entry -> !entry.isEmpty())
            .toList());
  }

  /// @param host lower case, IPv6 addresses without brackets
  public boolean contains(String host, int port) {
    return LoopbackHosts.contains(host)
        || entries.stream().anyMatch(entry -> matches(entry, host, port));
  }

  private static boolean matches(String entry, String host, int port) {
    if (entry.equals("*") || matchesName(entry, host)) {
      return true;
    }
    int slash = entry.indexOf('/');
    if (slash > 0) {
      return isInBlock(host, entry.substring(0, slash), entry.substring(slash + 1));
    }
    int colon = entry.lastIndexOf(':');
    return colon > 0
        && entry.substring(colon + 1).equals(Integer.toString(port))
        && matchesName(entry.substring(0, colon), host);
  }

  private static boolean matchesName(String entry, String host) {
    String name = entry.replaceFirst("^\\*?\\.", "").replaceAll("^\\[|\\]$", "");
    return host.equals(name) || host.endsWith("." + name);
  }

  private static boolean isInBlock(String host, String network, String bits) {
    try {
      return AddressBlock.of(network, Integer.parseInt(bits)).contains(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException _) {
      // The host is a name, or the entry is no block: then it is not in it.
      return false;
    }
  }
}
