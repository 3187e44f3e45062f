package dev.mlintern.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LazyStartTest {
  @Test
  void assembling_stack_and_hub_client_loads_no_http_library() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:stdout",
                "-cp",
                System.getProperty("java.class.path"),
                LazyStart.class.getName())
            .redirectErrorStream(true)
            .start();
    String loaded = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(loaded).isZero();
    assertThat(loaded).contains("dev.mlintern.hub.HubClient");
    assertThat(loaded.lines().filter(LazyStartTest::isLibrary)).isEmpty();
  }

  private static boolean isLibrary(String line) {
    return line.matches(".* (okhttp3|okio|kotlin|tools\\.jackson)\\..*");
  }
}
