package dev.mlintern.http;

import java.util.regex.Pattern;

/// Hosts that are this machine by their very spelling, without asking a name server.
final class LoopbackHosts {
  private static final Pattern IPV4 = Pattern.compile("127(\\.\\d{1,3}){3}");

  private LoopbackHosts() {}

  /// @param host lower case, IPv6 addresses without brackets
  static boolean contains(String host) {
    return host.equals("localhost")
        || host.equals("::1")
        || host.startsWith("127.") && IPV4.matcher(host).matches();
  }
}
