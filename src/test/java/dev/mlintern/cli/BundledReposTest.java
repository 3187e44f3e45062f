package dev.mlintern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.settings.Setting;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The repos in the jar, and the list that stands for them there.
class BundledReposTest {
  @Test
  void theListNamesEveryBundledFile() throws IOException, URISyntaxException {
    Path folder =
        Path.of(BundledReposTest.class.getResource("/demo/files.txt").toURI()).getParent();
    List<String> present;
    try (Stream<Path> files = Files.walk(folder)) {
      present =
          files
              .filter(Files::isRegularFile)
              .map(file -> folder.relativize(file).toString().replace('\\', '/'))
              .filter(file -> !file.equals("files.txt"))
              .sorted()
              .toList();
    }

    assertThat(BundledHub.files()).isEqualTo(present);
  }

  @Test
  void theHubServesThemAndLeavesNothingBehind() throws IOException {
    Path state;
    try (BundledHub hub = BundledHub.start()) {
      state = Path.of(hub.settings().get(Setting.ML_INTERN_HOME)).getParent();

      assertThat(Path.of(state.toString(), "hub/datasets/demo-lab/support-chats")).exists();
      assertThat(BundledHub.count("models")).isEqualTo(3);
      assertThat(BundledHub.count("datasets")).isEqualTo(3);
    }

    assertThat(state).doesNotExist();
  }
}
