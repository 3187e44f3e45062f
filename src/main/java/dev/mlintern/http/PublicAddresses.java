package dev.mlintern.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/// Which addresses are somebody's public server: not this machine, not a private network, not a
/// cloud's metadata service, not reserved (IANA special-purpose address registries).
final class PublicAddresses {
  private static final List<AddressBlock> NOT_PUBLIC =
      List.of(
          AddressBlock.of("0.0.0.0", 8),
          AddressBlock.of("10.0.0.0", 8),
          AddressBlock.of("100.64.0.0", 10),
          AddressBlock.of("127.0.0.0", 8),
          // Azure's metadata and DNS service, on a public-looking address.
          AddressBlock.of("168.63.129.16", 32),
          AddressBlock.of("169.254.0.0", 16),
          AddressBlock.of("172.16.0.0", 12),
          AddressBlock.of("192.0.0.0", 24),
          AddressBlock.of("192.0.2.0", 24),
          AddressBlock.of("192.88.99.0", 24),
          AddressBlock.of("192.168.0.0", 16),
          AddressBlock.of("198.18.0.0", 15),
          AddressBlock.of("198.51.100.0", 24),
          AddressBlock.of("203.0.113.0", 24),
          AddressBlock.of("224.0.0.0", 3),
          AddressBlock.of("::", 96),
          AddressBlock.of("100::", 64),
          // Teredo, benchmarking, ORCHID, documentation.
          AddressBlock.of("2001::", 23),
          AddressBlock.of("2001:db8::", 32),
          AddressBlock.of("3fff::", 20),
          AddressBlock.of("5f00::", 16),
          AddressBlock.of("fc00::", 7),
          AddressBlock.of("fe80::", 10),
          AddressBlock.of("fec0::", 10),
          AddressBlock.of("ff00::", 8));

  private static final AddressBlock NAT64 = AddressBlock.of("64:ff9b::", 96);
  private static final AddressBlock NAT64_LOCAL = AddressBlock.of("64:ff9b:1::", 48);
  private static final AddressBlock SIX_TO_FOUR = AddressBlock.of("2002::", 16);

  private PublicAddresses() {}

  static boolean contains(InetAddress address) {
    if (NOT_PUBLIC.stream().anyMatch(block -> block.contains(address))
        || NAT64_LOCAL.contains(address)) {
      return false;
    }
    // Addresses that carry an IPv4 address are what that one is.
    byte[] bytes = address.getAddress();
    if (NAT64.contains(address)) {
      return contains(ipv4(bytes, 12));
    }
    return !SIX_TO_FOUR.contains(address) || contains(ipv4(bytes, 2));
  }

  private static InetAddress ipv4(byte[] bytes, int from) {
    return address(Arrays.copyOfRange(bytes, from, from + 4));
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
