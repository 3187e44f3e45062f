package dev.mlintern.redact;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineSecretsTest {
  @TempDir private Path home;

  private final RandomSecrets random = new RandomSecrets(System.nanoTime());

  private KnownSecrets collect(Map<String, String> environment) {
    return new MachineSecrets(
            environment,
            home.resolve("hub/token"),
            home,
            home.resolve("hub"),
            List.of(home.resolve("project")))
        .collect();
  }

  private String write(String file, String before, String after) throws IOException {
    String secret = random.alnum(24);
    Path path = home.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, before + secret + after);
    return secret;
  }

  @Test
  void a_proxys_password_is_known_as_it_is_meant_and_as_json_writes_it() {
    String password = random.alnum(12) + "\"" + random.alnum(12);
    String address = "http://me:" + password.replace("\"", "%22") + "@proxy.example.org:3128";

    KnownSecrets known = collect(Map.of("HTTPS_PROXY", address));

    assertThat(known.apply("it is " + password + ".")).doesNotContain(password);
    String escaped = password.replace("\"", "\\\"");
    assertThat(known.apply("{\"a\":\"" + escaped + "\"}")).doesNotContain(escaped);
  }

  @Test
  void what_lies_in_the_files_of_the_tools_is_known() throws IOException {
    String[] secrets = {
      write("hub/token", "", "\n"),
      write("hub/stored_tokens", "[work]\nhf_token = ", "\n"),
      write("project/.env", "# comment\nexport MY_API_KEY=\"", "\"\n"),
      write("project/.env.local", "OTHER_SECRET=", "\n"),
      write(".netrc", "machine example.org\n  login me\n  password ", "\n"),
      write(".git-credentials", "https://me:", "@example.org\n"),
      write(".aws/credentials", "[default]\naws_secret_access_key = ", "\n"),
      write(".npmrc", "//registry.example.org/:_authToken=", "\n"),
    };
    KnownSecrets known = collect(Map.of());

    for (String secret : secrets) {
      assertThat(known.apply("see " + secret + " there")).startsWith("see [REDACTED:KNOWN:");
    }
  }

  @Test
  void variables_count_by_their_names_and_files_that_are_not_there_do_not() {
    String secret = random.alnum(20);
    KnownSecrets known = collect(Map.of("MY_PASSWORD", secret, "HOME", home.toString()));

    assertThat(known.apply(secret)).isEqualTo("[REDACTED:KNOWN:MY_PASSWORD]");
    assertThat(known.apply(home.toString())).isEqualTo(home.toString());
  }

  @Test
  void a_file_too_long_to_be_one_of_credentials_is_not_read() throws IOException {
    String secret = write("project/.env", "#".repeat(300_000) + "\nMY_SECRET=", "\n");

    assertThat(collect(Map.of()).apply(secret)).isEqualTo(secret);
  }

  @Test
  void its_description_names_no_value() {
    var machine = new MachineSecrets(Map.of("MY_PASSWORD", "a value"), home, home, home, List.of());

    assertThat(machine.toString()).contains("MY_PASSWORD").doesNotContain("a value");
  }
}
