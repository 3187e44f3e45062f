package dev.mlintern.http;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/// Turns a host name into addresses.
@FunctionalInterface
interface NameLookup {
  NameLookup SYSTEM = host -> List.of(InetAddress.getAllByName(host));

  List<InetAddress> lookup(String host) throws IOException;
}
