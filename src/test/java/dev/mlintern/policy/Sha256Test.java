package dev.mlintern.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Sha256Test {
  @Test
  void agrees_with_the_platform_for_every_length_around_the_block_size() throws Exception {
    var random = new Random();
    for (int length = 0; length < 400; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      assertThat(Sha256.hex(bytes)).as("length %s", length).isEqualTo(platform(bytes));
    }
  }

  @Test
  void agrees_with_the_platform_for_a_long_text() throws Exception {
    byte[] bytes = new byte[1_000_003];
    new Random().nextBytes(bytes);

    assertThat(Sha256.hex(bytes)).isEqualTo(platform(bytes));
  }

  private static String platform(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
