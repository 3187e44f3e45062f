import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.sandbox.SandboxClient;
import dev.mlintern.localhub.sandbox.LocalSandbox;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import okhttp3.HttpUrl;
import okhttp3.RequestBody;

/// What it takes to get a 100 MB file into a sandbox and back, server and client in one process
/// over real HTTP; run with a small heap to see that memory stays flat:
///
///     java -Xmx96m -cp target/ml-intern.jar bench/SandboxTransfer.java
public final class SandboxTransfer {
  public static void main(String[] args) throws Exception {
    Path home = Files.createTempDirectory("sandbox-transfer");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(home)));
    Settings settings =
        Settings.of(Map.of("ML_INTERN_HOME", home.resolve("state").toString()), home);
    try (LocalSandbox sandbox = LocalSandbox.start(home.resolve("box"), "token", Duration.ZERO);
        HttpStack http = HttpStack.create(settings, List.of())) {
      transfer(new SandboxClient(http, HttpUrl.get(sandbox.url()), () -> "token"), home);
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
