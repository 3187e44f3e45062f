import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.sandbox.ExecSpec;
import dev.mlintern.hub.sandbox.SandboxClient;
import dev.mlintern.localhub.sandbox.LocalSandbox;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.Gate;
import dev.mlintern.tools.Progress;
import dev.mlintern.tools.ToolCatalogue;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolRunner;
import dev.mlintern.tools.sandbox.BashTool;
import dev.mlintern.tools.sandbox.EditTool;
import dev.mlintern.tools.sandbox.ReadTool;
import dev.mlintern.tools.sandbox.Sandboxes;
import dev.mlintern.tools.sandbox.SeenFiles;
import dev.mlintern.tools.sandbox.WriteTool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import okhttp3.HttpUrl;
import okhttp3.RequestBody;
import tools.jackson.databind.json.JsonMapper;

/// What the sandbox tools cost on this machine: a trivial command, a 100 MB file up and down, an
/// edit in a 10 MB file. Server and client in one process, over real HTTP; run with a small heap to
/// see that memory stays flat:
///
///     java -Xmx96m -cp target/ml-intern.jar bench/SandboxSpeed.java
public final class SandboxSpeed {
  public static void main(String[] args) throws Exception {
    Path home = Files.createTempDirectory("sandbox-speed");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(home)));
    Settings settings =
        Settings.of(Map.of("ML_INTERN_HOME", home.resolve("state").toString()), home);
    try (LocalSandbox sandbox = LocalSandbox.start(home.resolve("box"), "token", Duration.ZERO);
        HttpStack http = HttpStack.create(settings, List.of())) {
      var client = new SandboxClient(http, HttpUrl.get(sandbox.url()), () -> "token");
      ToolRunner tools = tools(settings, client);
      commands(tools, client);
      transfer(client, home);
      edits(tools, home);
      floors(home);
    }
    System.exit(0);
  }

  /// Also when it is broken off.
  private static void delete(Path folder) {
    try {
      new ProcessBuilder("rm", "-rf", folder.toString()).start().waitFor();
    } catch (IOException | InterruptedException e) {
      System.err.println(folder + " is left behind: " + e);
    }
  }

  private static void commands(ToolRunner tools, SandboxClient client) throws Exception {
    System.out.printf(
        "bash `true` through the tool: %s%n",
        times(200, 300, () -> call(tools, "bash", Map.of("command", "true"))));
    System.out.printf(
        "bash `echo hi` through the tool: %s%n",
        times(50, 200, () -> call(tools, "bash", Map.of("command", "echo hi"))));
    System.out.printf(
        "health: %s%n",
        times(
            100,
            500,
            () -> {
              client.health(CallScope.lasting(Duration.ofSeconds(5)));
              return null;
            }));
    System.out.printf(
        "exec `true`: %s%n",
        times(
            100,
            300,
            () -> client.exec(ExecSpec.of("true"), CallScope.lasting(Duration.ofSeconds(5)))));
  }

  private static void transfer(SandboxClient client, Path home) throws Exception {
    Path big = home.resolve("big");
    try (var out = Files.newOutputStream(big)) {
      byte[] megabyte = new byte[1_000_000];
      for (int i = 0; i < 100; i++) {
        Arrays.fill(megabyte, (byte) i);
        out.write(megabyte);
      }
    }
    CallScope scope = CallScope.lasting(Duration.ofMinutes(5));
    System.out.printf(
        "100 MB up: %s%n",
        times(
            1,
            5,
            () -> {
              client.files().write("/app/big", RequestBody.create(big.toFile(), null), scope);
              return null;
            }));
    Path back = home.resolve("back");
    System.out.printf(
        "100 MB down: %s%n",
        times(
            1,
            5,
            () -> {
              try (var out = Files.newOutputStream(back)) {
                return client
                    .files()
                    .read("/app/big", 0, Long.MAX_VALUE, scope, in -> in.transferTo(out));
              }
            }));
    if (Files.mismatch(big, back) >= 0) {
      throw new IllegalStateException("what came back differs");
    }
    Runtime memory = Runtime.getRuntime();
    System.out.printf("same bytes; heap limit %d MB%n", memory.maxMemory() >> 20);
  }

  private static void edits(ToolRunner tools, Path home) throws Exception {
    var text = new StringBuilder();
    for (int i = 0; text.length() < 10_000_000; i++) {
      text.append("line number ").append(i).append(" of a long file\n");
    }
    text.append("the value is 0\n");
    Files.writeString(home.resolve("box/app/long.txt"), text);
    text = null;
    call(tools, "read", Map.of("path", "long.txt", "limit", 5));
    int[] round = {0};
    System.out.printf(
        "edit of a 10 MB file through the tool: %s%n",
        times(
            10,
            20,
            () -> {
              int n = round[0]++;
              return call(
                  tools,
                  "edit",
                  Map.of(
                      "path", "long.txt",
                      "old_str", "the value is " + n + "\n",
                      "new_str", "the value is " + (n + 1) + "\n"));
            }));
  }

  /// What the same work costs a shell without any of us, ten times in a row: no protocol, no
  /// record of the command, no edit made.
  private static void floors(Path home) throws Exception {
    Path file = home.resolve("box/app/long.txt");
    String programs = "setsid -w sh -c 'timeout -k 5 240 bash -c true'";
    String copies =
        "cp \"$1\" \"$1.a\"; cmp -s \"$1\" \"$1.a\"; cat \"$1.a\" >\"$1.b\"; sync \"$1.b\";"
            + " mv \"$1.b\" \"$1\"; rm \"$1.a\"";
    System.out.printf(
        "programs of a command by themselves: %s%n", times(5, 30, floor(programs, file)));
    System.out.printf("programs of an edit by themselves: %s%n", times(2, 10, floor(copies, file)));
  }

  private static Callable<?> floor(String line, Path file) {
    String ten = "for i in 1 2 3 4 5 6 7 8 9 10; do " + line + "; done";
    var shell = new ProcessBuilder("/bin/sh", "-c", ten, "sh", file.toString()).inheritIO();
    return () -> {
      if (shell.start().waitFor() != 0) {
        throw new IllegalStateException("failed: " + line);
      }
      return null;
    };
  }

  private static ToolRunner tools(Settings settings, SandboxClient client) {
    Sandboxes one =
        new Sandboxes() {
          @Override
          public SandboxClient current(CallScope scope) {
            return client;
          }

          @Override
          public boolean hasCurrent() {
            return true;
          }

          @Override
          public Optional<String> whyGone(CallScope scope) {
            return Optional.empty();
          }
        };
    var seen = new SeenFiles();
    return new ToolRunner(
        ToolCatalogue.of(
            List.of(
                new BashTool(one),
                new ReadTool(one, seen),
                new WriteTool(one, seen),
                new EditTool(one, seen))),
        Duration.ofMinutes(1),
        UnaryOperator.identity(),
        Gate.of(settings, Clock.systemUTC()));
  }

  private static ToolResult call(ToolRunner tools, String tool, Map<String, ?> arguments)
      throws Exception {
    ToolResult result =
        tools.run(tool, Optional.of(JsonMapper.shared().valueToTree(arguments)), Progress.NONE);
    if (result.isError()) {
      throw new IllegalStateException(result.text());
    }
    return result;
  }

  private static String times(int warmUp, int rounds, Callable<?> work) throws Exception {
    double[] millis = new double[rounds];
    for (int i = -warmUp; i < rounds; i++) {
      long start = System.nanoTime();
      work.call();
      if (i >= 0) {
        millis[i] = (System.nanoTime() - start) / 1e6;
      }
    }
    Arrays.sort(millis);
    return String.format(
        "%.2f ms median, %.2f ms best, %.2f ms p90 of %d",
        millis[rounds / 2], millis[0], millis[rounds * 9 / 10], rounds);
  }
}
