package dev.mlintern.tools.sandbox;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The secret a sandbox is spoken to with. Derived, not stored: whoever has the Hub token computes
/// it again from the job's public nonce, as the official client does (spec tools-act §18).
final class SandboxToken {
  private static final String ALGORITHM = "HmacSHA256";

  private SandboxToken() {}

  static String derive(String hubToken, String nonce) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(hubToken.getBytes(StandardCharsets.UTF_8), ALGORITHM));
      byte[] code = mac.doFinal(("hf-sandbox:" + nonce).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(code);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java platform has the algorithm
    }
  }

  static String newNonce() {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
