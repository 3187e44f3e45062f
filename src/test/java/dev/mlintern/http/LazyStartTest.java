package dev.mlintern.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LazyStartTest {
  @Test
  void assembling_stack_and_hub_client_loads_no_http_library() throws Exception {
    String loaded = classesLoaded();

    assertThat(loaded).contains("dev.mlintern.hub.HubClient");
    assertThat(loaded.lines().filter(LazyStartTest::isLibrary)).isEmpty();
  }

  @Test
  void a_call_over_plain_http_reads_no_certificates() throws Exception {
    try (Upstream upstream = Upstream.start()) {
      upstream.answer("{}");
      String loaded = classesLoaded(upstream.url("/").toString());

      assertThat(loaded).contains("okhttp3.OkHttpClient").contains("dev.mlintern.http.LazyTls");
      assertThat(loaded).doesNotContain("sun.security.x509.X509CertImpl");
    }
  }

  private static String classesLoaded(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xlog:class+load:stdout");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(LazyStart.class.getName());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String loaded = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(loaded).isZero();
    return loaded;
  }

  private static boolean isLibrary(String line) {
    return line.matches(".* (okhttp3|okio|kotlin|tools\\.jackson)\\..*");
  }
}
