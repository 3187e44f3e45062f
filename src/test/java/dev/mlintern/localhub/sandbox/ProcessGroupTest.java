package dev.mlintern.localhub.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A command that is killed takes its process group along and nothing else: what keeps our commands
/// through a broken connection lives in a session of its own.
@EnabledOnOs(OS.LINUX)
class ProcessGroupTest {
  @TempDir private Path folder;

  @Test
  void a_killed_command_takes_its_group_along_and_leaves_other_sessions() throws Exception {
    try (var sandbox = LocalSandbox.start(folder, "token", Duration.ZERO)) {
      String command =
          "setsid sleep 71 </dev/null >/dev/null 2>&1 & echo $! >own; sleep 72 & echo $! >same;"
              + " sleep 73";
      String answer = exec(sandbox, "{\"cmd\":\"" + command + "\",\"timeout\":1}");

      assertThat(answer).contains("\"timed_out\":true");
      ProcessHandle inGroup = process("same");
      if (inGroup != null) {
        inGroup.onExit().join();
      }
      assertThat(process("own")).isNotNull().matches(ProcessHandle::isAlive);
    }
  }

  private ProcessHandle process(String file) throws Exception {
    long pid = Long.parseLong(Files.readString(folder.resolve("app").resolve(file)).strip());
    return ProcessHandle.of(pid).orElse(null);
  }

  private static String exec(LocalSandbox sandbox, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(sandbox.url() + "/v1/exec"))
            .header("X-Sandbox-Token", "token")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
