package dev.mlintern.localhub.web;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// The weak ETag the Hub's web framework puts on JSON: `W/"<length in hex>-<27 characters of
/// Base64 SHA-1>"` (spec hub-api §3.1).
final class WeakETag {
  private static final int DIGEST_CHARS = 27;

  private WeakETag() {}

  static String of(byte[] body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(body);
      String text = Base64.getEncoder().encodeToString(digest).substring(0, DIGEST_CHARS);
      return "W/\"" + Integer.toHexString(body.length) + "-" + text + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
