package dev.mlintern.localhub.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The two hashes of the Hub: SHA-256 names contents, SHA-1 in git's framing names objects.
final class Digests {
  private Digests() {}

  static MessageDigest sha256() {
    return algorithm("SHA-256");
  }

  /// A digest that has already read git's object header; feed it the content.
  static MessageDigest gitObject(String type, long size) {
    MessageDigest digest = algorithm("SHA-1");
    digest.update((type + " " + size + "\0").getBytes(StandardCharsets.US_ASCII));
    return digest;
  }

  /// The id git gives an object.
  static String gitObjectId(String type, byte[] content) {
    MessageDigest digest = gitObject(type, content.length);
    return hex(digest.digest(content));
  }

  static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  private static MessageDigest algorithm(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + name, e);
    }
  }
}
