package dev.mlintern.http;

import java.net.InetAddress;

/// The addresses that share their first `bits` bits with `network`, e.g. `10.0.0.0/8`.
record AddressBlock(InetAddress network, int bits) {
  /// @throws IllegalArgumentException when `network` is not an address, or `bits` not in it
  AddressBlock {
    if (bits < 0 || bits > 8 * network.getAddress().length) {
      throw new IllegalArgumentException("no such prefix length: " + bits);
    }
  }

  /// @throws IllegalArgumentException when `network` is not the text of an address
  static AddressBlock of(String network, int bits) {
    return new AddressBlock(InetAddress.ofLiteral(network), bits);
  }

  boolean contains(InetAddress address) {
    byte[] mine = network.getAddress();
    byte[] theirs = address.getAddress();
    if (mine.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((mine[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }
}
