package dev.mlintern.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mlintern.localhub.EmbeddedHub;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// The proxy does what it says, seen by a plain client that repeats nothing.
@Timeout(60)
class FaultProxyTest {
  private static final String CREATE = "/api/repos/create";

  private final OkHttpClient client =
      new OkHttpClient.Builder()
          .retryOnConnectionFailure(false)
          .followRedirects(false)
          .connectionPool(new ConnectionPool(0, 1, TimeUnit.NANOSECONDS))
          .build();

  @TempDir Path folder;
  private EmbeddedHub hub;
  private ForeignHost elsewhere;
  private FaultProxy proxy;
  private volatile Fault fault = Fault.NONE;

  @BeforeEach
  void start() throws IOException {
    hub = EmbeddedHub.start(folder, 0);
    elsewhere = ForeignHost.start();
    proxy =
        FaultProxy.before(
            hub.endpoint(),
            (_, path) -> path.equals(CREATE) ? fault : Fault.NONE,
            elsewhere.address());
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    elsewhere.close();
    hub.close();
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"STALL", "LORIS"})
  void a_fault_before_the_hub_leaves_it_untouched_and_one_after_it_does_not(Fault chosen)
      throws IOException {
    fault = chosen;
    Optional<Integer> status = create("m");

    boolean isThere = get(hub.endpoint() + "/api/models/local/m") == 200;
    assertThat(isThere).isEqualTo(chosen.reachesHub());
    assertThat(proxy.done()).containsEntry(chosen, 1L);
    switch (chosen) {
      case NONE, DELAY, TRICKLE, PAGE, PORTAL -> assertThat(status).hasValue(200);
      case CUT_BEFORE, CUT_AFTER, CUT_MIDWAY, GARBAGE -> assertThat(status).isEmpty();
      case LIMITED -> assertThat(status).hasValue(429);
      case UNAVAILABLE -> assertThat(status).hasValue(503);
      case BROKEN, BROKEN_AFTER -> assertThat(status).hasValue(500);
      case ELSEWHERE -> assertThat(status).hasValue(307);
      case STALL, LORIS -> throw new AssertionError();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"STALL", "LORIS"})
  void what_never_ends_holds_a_client_until_its_own_limit(Fault chosen) throws IOException {
    fault = chosen;
    OkHttpClient hasty = client.newBuilder().callTimeout(Duration.ofMillis(700)).build();

    assertThatThrownBy(() -> hasty.newCall(creation("m")).execute().close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("timeout");
    assertThat(get(hub.endpoint() + "/api/models/local/m") == 200).isEqualTo(chosen.reachesHub());
  }

  @Test
  void without_a_fault_addresses_lead_through_the_proxy_and_bytes_are_the_hubs()
      throws IOException {
    create("m");
    String url = "/api/models?author=local";

    assertThat(text(proxy.endpoint() + url)).isEqualTo(text(hub.endpoint() + url));
    assertThat(text(proxy.endpoint() + "/local/m/resolve/main/.gitattributes"))
        .isEqualTo(text(hub.endpoint() + "/local/m/resolve/main/.gitattributes"))
        .contains("lfs");
    try (Response made = client.newCall(creation("n")).execute()) {
      assertThat(made.body().string()).contains(proxy.endpoint() + "/local/n");
    }
  }

  @Test
  void a_redirect_leads_to_a_host_that_keeps_what_it_is_told() throws IOException {
    fault = Fault.ELSEWHERE;
    try (Response answer = client.newCall(creation("m")).execute()) {
      get(answer.header("Location"));
    }
    assertThat(elsewhere.received()).hasSize(1);
    assertThat(elsewhere.received().getFirst().header("Authorization")).isPresent();
  }

  @Test
  void a_seed_gives_each_request_its_fault_whatever_comes_between() {
    Map<Fault, Integer> weights = FaultPlan.rough();
    FaultPlan one = FaultPlan.seeded(7, weights);
    FaultPlan two = FaultPlan.seeded(7, weights);
    var faults = new Fault[2_000];
    Arrays.setAll(faults, _ -> one.next("GET", "/a"));
    for (Fault expected : faults) {
      two.next("POST", "/b");
      assertThat(two.next("GET", "/a")).isEqualTo(expected);
    }
    assertThat(Arrays.stream(faults).distinct().toList()).contains(Fault.NONE, Fault.BROKEN_AFTER);
    FaultPlan other = FaultPlan.seeded(8, weights);
    assertThat(Arrays.stream(faults).filter(f -> other.next("GET", "/a") != f)).isNotEmpty();
  }

  /// @return the status; empty when there was no answer that could be read
  private Optional<Integer> create(String name) {
    try (Response answer = client.newCall(creation(name)).execute()) {
      answer.body().bytes();
      return Optional.of(answer.code());
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private Request creation(String name) {
    byte[] body = ("{\"type\":\"model\",\"name\":\"" + name + "\"}").getBytes();
    return new Request.Builder()
        .url(proxy.endpoint() + CREATE)
        .header("Authorization", "Bearer hf_" + "x".repeat(8))
        .post(RequestBody.create(body, null))
        .build();
  }

  private int get(String url) throws IOException {
    try (Response answer = client.newCall(authorized(url)).execute()) {
      return answer.code();
    }
  }

  private String text(String url) throws IOException {
    try (Response answer = client.newCall(authorized(url)).execute()) {
      return answer.body().string();
    }
  }

  private static Request authorized(String url) {
    return new Request.Builder()
        .url(url)
        .header("Authorization", "Bearer hf_" + "x".repeat(8))
        .build();
  }
}
