package dev.mlintern.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mlintern.http.HttpFailure;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubTokenTest {
  private final Map<String, String> environment = new HashMap<>();
  private final String token = "test-" + UUID.randomUUID();

  @TempDir private Path home;

  @Test
  void the_variable_wins_over_its_older_name_and_both_over_the_file() throws Exception {
    write(home.resolve(".cache/huggingface/token"), "from-file");
    assertThat(find()).contains("from-file");

    environment.put("HUGGING_FACE_HUB_TOKEN", "older");
    assertThat(find()).contains("older");

    environment.put("HF_TOKEN", token);
    assertThat(find()).contains(token);
  }

  @Test
  void the_file_lies_where_the_official_client_puts_it() throws Exception {
    write(home.resolve(".cache/huggingface/token"), "default");
    write(home.resolve("xdg/huggingface/token"), "xdg");
    write(home.resolve("hf/token"), "hf-home");
    write(home.resolve("elsewhere/t"), "path");

    environment.put("XDG_CACHE_HOME", home.resolve("xdg").toString());
    assertThat(find()).contains("xdg");
    environment.put("HF_HOME", "~/hf");
    assertThat(find()).contains("hf-home");
    environment.put("HF_TOKEN_PATH", home.resolve("elsewhere/t").toString());
    assertThat(find()).contains("path");
  }

  @Test
  void line_ends_and_blanks_around_a_token_are_dropped() throws Exception {
    write(home.resolve(".cache/huggingface/token"), "\r\n  " + token + " \r\n");
    assertThat(find()).contains(token);
  }

  @Test
  void no_file_an_empty_file_or_an_empty_variable_means_no_token() throws Exception {
    assertThat(find()).isEmpty();
    environment.put("HF_TOKEN", "  \n");
    write(home.resolve(".cache/huggingface/token"), " \n");
    assertThat(find()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a b", "a\tb", "t\u00f6ken", "\u201cquoted\u201d", "a\u200bb", "a\u0000b"})
  void a_token_that_no_header_can_carry_is_refused_without_showing_it(String bad) {
    environment.put("HF_TOKEN", token + bad + token);

    assertThatThrownBy(this::find)
        .isInstanceOf(HttpFailure.Refused.class)
        .hasMessageContaining("HF_TOKEN")
        .message()
        .doesNotContain(token);
  }

  @Test
  void a_file_that_cannot_be_read_is_an_error_and_not_no_token() throws Exception {
    Files.createDirectories(home.resolve(".cache/huggingface/token"));

    assertThatThrownBy(this::find)
        .isInstanceOf(HttpFailure.Refused.class)
        .hasMessageContaining("cannot be read");
  }

  @Test
  void a_file_of_bytes_that_are_no_text_is_refused() throws Exception {
    Path file = home.resolve(".cache/huggingface/token");
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 'a'});

    assertThatThrownBy(this::find).isInstanceOf(HttpFailure.Refused.class);
  }

  private java.util.Optional<String> find() {
    return HubToken.find(Settings.of(environment, home));
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
