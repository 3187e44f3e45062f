package dev.mlintern.localhub.api;

import dev.mlintern.localhub.store.RepoId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signed permissions to upload one content to one repo within an hour. The key lives as long as
/// the process; after a restart a client asks again.
final class UploadTickets {
  private static final String ALGORITHM = "HmacSHA256";
  private static final Duration LIFETIME = Duration.ofHours(1);

  private final SecretKeySpec key;

  private UploadTickets(SecretKeySpec key) {
    this.key = key;
  }

  static UploadTickets fresh() {
    byte[] secret = new byte[32];
    new SecureRandom().nextBytes(secret);
    return new UploadTickets(new SecretKeySpec(secret, ALGORITHM));
  }

  /// `<expiry>-<signature>`
  String issue(RepoId repo, String oid, long size) {
    long expires = Instant.now().plus(LIFETIME).getEpochSecond();
    return expires + "-" + sign(repo, oid, size, expires);
  }

  boolean isValid(String ticket, RepoId repo, String oid, long size) {
    int dash = ticket.indexOf('-');
    if (dash < 1 || !ticket.substring(0, dash).matches("\\d{1,12}")) {
      return false;
    }
    long expires = Long.parseLong(ticket.substring(0, dash));
    byte[] expected = sign(repo, oid, size, expires).getBytes(StandardCharsets.US_ASCII);
    byte[] sent = ticket.substring(dash + 1).getBytes(StandardCharsets.US_ASCII);
    return MessageDigest.isEqual(expected, sent) && Instant.now().getEpochSecond() < expires;
  }

  private String sign(RepoId repo, String oid, long size, long expires) {
    String text = repo.folder() + "\n" + oid + "\n" + size + "\n" + expires;
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
