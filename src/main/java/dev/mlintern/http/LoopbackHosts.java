package dev.mlintern.http;

/// Hosts that are this machine by their very spelling, without asking a name server.
final class LoopbackHosts {
  private LoopbackHosts() {}

  /// @param host lower case, IPv6 addresses without brackets
  static boolean contains(String host) {
    return host.equals("localhost")
        || host.equals("::1")
        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }
}
