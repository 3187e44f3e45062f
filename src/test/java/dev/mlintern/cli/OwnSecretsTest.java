package dev.mlintern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnSecretsTest {
  @TempDir private Path home;

  private final String first = UUID.randomUUID().toString();
  private final String second = UUID.randomUUID().toString();

  @Test
  void the_tokens_and_keys_we_were_given_do_not_leave() {
    var secrets =
        new OwnSecrets(
            Settings.of(
                Map.of("GITHUB_TOKEN", first, "HTTPS_PROXY", "http://me:" + second + "@proxy:1"),
                home));

    assertThat(secrets.apply("a " + first + " b " + second + " c"))
        .isEqualTo("a [REDACTED:KNOWN:GITHUB_TOKEN] b [REDACTED:KNOWN:HTTPS_PROXY] c");
  }

  @Test
  void a_log_in_takes_effect_in_a_running_server() throws IOException {
    Settings settings = Settings.of(Map.of("HF_HOME", home.toString()), home);
    var secrets = new OwnSecrets(settings);
    String text = "a " + first + " b " + second;

    assertThat(secrets.apply(text)).isSameAs(text);
    Files.writeString(home.resolve("token"), first + "\n");
    assertThat(secrets.apply(text)).isEqualTo("a [REDACTED:KNOWN:HF_TOKEN] b " + second);
    Files.writeString(home.resolve("token"), second + "\n");
    Files.setLastModifiedTime(home.resolve("token"), FileTime.fromMillis(1_000));
    assertThat(secrets.apply(text)).isEqualTo("a " + first + " b [REDACTED:KNOWN:HF_TOKEN]");
  }

  @Test
  void what_is_no_secret_stays() {
    var secrets = new OwnSecrets(Settings.of(Map.of("HF_ENDPOINT", "https://hub.example"), home));

    assertThat(secrets.apply("at https://hub.example")).isEqualTo("at https://hub.example");
  }
}
