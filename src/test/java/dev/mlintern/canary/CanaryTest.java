package dev.mlintern.canary;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// The search for planted secrets finds them: a run that finds nothing means something.
class CanaryTest {
  private final Canaries canaries = new Canaries();

  @Test
  void every_canary_is_found_in_every_form() {
    for (Canary canary : canaries.all()) {
      String value = canary.value();
      found(canary, "x" + value + "y");
      found(canary, "?q=" + URLEncoder.encode(value, StandardCharsets.UTF_8) + "&z");
      found(canary, JsonMapper.shared().writeValueAsString("a " + value));
      for (String before : List.of("", "a", "ab", "abc", "some text before: ")) {
        byte[] bytes = (before + value + " and more").getBytes(StandardCharsets.UTF_8);
        found(canary, Base64.getEncoder().encodeToString(bytes));
        found(canary, Base64.getUrlEncoder().encodeToString(bytes));
        found(
            canary,
            Base64.getEncoder().encodeToString((before + value).getBytes(StandardCharsets.UTF_8)));
      }
    }
    found(canaries.hubToken, canaries.hubToken.value().substring(0, 20) + "…");
    assertThat(canaries.hubToken.foundIn("hf_ and nothing else".getBytes())).isEmpty();
  }

  @Test
  void a_planted_file_is_found_below_its_folder(@TempDir Path folder) throws Exception {
    Path deep = Files.createDirectories(folder.resolve("a/b"));
    Path file = deep.resolve("log.txt");
    Files.writeString(file, "Authorization: Bearer " + canaries.gitHub.value());

    var search = new Search();
    search.lookBelow(folder, canaries.own(), Set.of());
    assertThat(search.finds()).containsExactly("GITHUB_TOKEN (plain) in " + file);
    var other = new Search();
    other.lookBelow(folder, canaries.own(), Set.of(file));
    assertThat(other.finds()).isEmpty();
  }

  private static void found(Canary canary, String text) {
    assertThat(canary.foundIn(text.getBytes(StandardCharsets.UTF_8)))
        .as(canary.name() + " in " + text)
        .isPresent();
  }
}
