package dev.mlintern.redact;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Secret keys beside an AWS key id.
class AwsSecretsTest {
  @Test
  void keysThatHappenToHaveLettersOnlyAreFoundAsWell() {
    var random = new RandomSecrets(7);
    for (int i = 0; i < 50; i++) {
      String secret = random.letters(2);
      while (secret.length() < 40) {
        String next = random.letters(1);
        // As random letters do, at every second letter or so.
        secret += secret.length() % 2 == 0 ? next.toLowerCase() : next.toUpperCase();
      }
      String text = "AK" + "IA" + random.capitals(16) + " then " + secret;

      assertThat(Redactor.withoutKnownSecrets().redact(text)).as(secret).doesNotContain(secret);
    }
  }

  @Test
  void aLongNameBesideAKeyIdStays() {
    String name = "createOrUpdateVirtualNetworkPeeringAsync";
    String text = "AK" + "IA" + new RandomSecrets(7).capitals(16) + " in " + name;

    assertThat(Redactor.withoutKnownSecrets().redact(text)).contains(name);
  }
}
