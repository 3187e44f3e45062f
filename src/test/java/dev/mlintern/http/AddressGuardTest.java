package dev.mlintern.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mlintern.http.HttpRequest.Origin;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {
  /// In these tests the internet is 127.0.0.1, and everything else is private.
  private static final Predicate<InetAddress> INTERNET =
      address -> address.getHostAddress().equals("127.0.0.1");

  private final Upstream internet = Upstream.start("127.0.0.1");
  private final Upstream inside = Upstream.start("127.0.0.2");

  @AfterEach
  void stop() {
    internet.close();
    inside.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://0.0.0.0/",
        "http://localhost/",
        "http://localhost./",
        "http://a.localhost/",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.100.100.200/latest/meta-data/",
        "http://168.63.129.16/",
        "http://[fd00:ec2::254]/",
        "http://[fe80::1]/",
        "http://[64:ff9b::169.254.169.254]/",
        "http://[2002:7f00:1::]/",
        "http://metadata.google.internal/computeMetadata/v1/",
        "http://printer.local/",
        "http://intranet/",
        "http://999.999/",
        "http://user:pass@example.com/"
      })
  void a_model_cannot_reach_this_machine_or_what_is_behind_it(String address) {
    HttpRequest request = HttpRequest.get(HttpUrl.get(address)).withOrigin(Origin.MODEL);

    assertThatThrownBy(() -> internet.stack().send(request, internet.scope))
        .isInstanceOf(HttpFailure.Refused.class)
        .hasMessageContaining("not a public address");
  }

  @Test
  void our_own_clients_may_reach_everything() {
    inside.answer("configured by the user");

    assertThat(inside.get("/").text()).isEqualTo("configured by the user");
  }

  @Test
  void the_hub_that_the_user_configured_is_no_secret_from_the_model() {
    inside.with(Map.of("HF_ENDPOINT", inside.url("/").toString()));
    inside.answer("embedded hub");

    assertThat(inside.getAsModel("/docs").text()).isEqualTo("embedded hub");
  }

  @Test
  void a_public_address_is_served() {
    internet.answer("page");

    try (HttpStack stack = stack(host -> List.of(InetAddress.ofLiteral("127.0.0.1")))) {
      assertThat(stack.send(asModel("http://public.example"), internet.scope).text())
          .isEqualTo("page");
    }
  }

  @Test
  void a_public_name_that_resolves_to_a_private_address_is_refused() {
    try (HttpStack stack = stack(host -> List.of(InetAddress.ofLiteral("127.0.0.2")))) {
      assertThatThrownBy(() -> stack.send(asModel("http://rebind.example"), internet.scope))
          .isInstanceOf(HttpFailure.Refused.class);
    }
    assertThat(inside.server.getRequestCount()).isZero();
  }

  @Test
  void a_name_that_changes_its_address_after_the_check_gains_nothing() {
    internet.answer("page");
    var lookups = new AtomicInteger();
    NameLookup rebinding =
        host ->
            List.of(
                InetAddress.ofLiteral(lookups.getAndIncrement() == 0 ? "127.0.0.1" : "127.0.0.2"));

    try (HttpStack stack = stack(rebinding)) {
      stack.send(asModel("http://rebind.example"), internet.scope);
      internet.server.close();
      assertThatThrownBy(() -> stack.send(asModel("http://rebind.example"), internet.scope))
          .isInstanceOf(HttpFailure.class);
    }
    assertThat(inside.server.getRequestCount()).isZero();
  }

  @Test
  void only_the_public_ones_of_several_addresses_are_used() {
    internet.answer("page");
    NameLookup mixed =
        host -> List.of(InetAddress.ofLiteral("127.0.0.2"), InetAddress.ofLiteral("127.0.0.1"));

    try (HttpStack stack = stack(mixed)) {
      assertThat(stack.send(asModel("http://mixed.example"), internet.scope).text())
          .isEqualTo("page");
    }
  }

  @Test
  void a_redirect_to_a_private_address_is_refused() {
    internet.answer(302, "", "Location", inside.url("/secrets").toString());

    try (HttpStack stack = stack(host -> List.of(InetAddress.ofLiteral("127.0.0.1")))) {
      assertThatThrownBy(() -> stack.send(asModel("http://public.example"), internet.scope))
          .isInstanceOf(HttpFailure.Refused.class);
    }
    assertThat(inside.server.getRequestCount()).isZero();
  }

  @Test
  void a_connection_made_for_us_is_not_lent_to_a_model() {
    inside.answer("for us");
    inside.answer("for nobody");
    NameLookup names = host -> List.of(InetAddress.ofLiteral("127.0.0.2"));
    HttpUrl url = HttpUrl.get("http://inside.example:" + inside.server.getPort() + "/");

    try (HttpStack stack = stack(names)) {
      stack.send(HttpRequest.get(url), inside.scope);
      assertThatThrownBy(
              () -> stack.send(HttpRequest.get(url).withOrigin(Origin.MODEL), inside.scope))
          .isInstanceOf(HttpFailure.Refused.class);
    }
    assertThat(inside.server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void the_address_really_connected_to_has_the_last_word() {
    internet.answer("never sent");
    var looks = new AtomicInteger();
    Surroundings usual = internet.surroundings();
    var surroundings =
        new Surroundings(
            usual.clock(),
            host -> List.of(InetAddress.ofLiteral("127.0.0.1")),
            _ -> looks.getAndIncrement() == 0,
            usual.backOff());

    try (HttpStack stack = HttpStack.create(Upstream.settings(Map.of()), List.of(), surroundings)) {
      assertThatThrownBy(() -> stack.send(asModel("http://public.example"), internet.scope))
          .isInstanceOf(HttpFailure.Refused.class);
    }
    assertThat(internet.server.getRequestCount()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1.1.1", "140.82.112.3", "2606:4700::1111", "64:ff9b::101:101"})
  void public_addresses_are_public(String address) {
    assertThat(PublicAddresses.contains(InetAddress.ofLiteral(address))).isTrue();
  }

  private HttpRequest asModel(String base) {
    return HttpRequest.get(HttpUrl.get(base + ":" + internet.server.getPort() + "/"))
        .withOrigin(Origin.MODEL);
  }

  private HttpStack stack(NameLookup names) {
    Surroundings usual = internet.surroundings();
    return HttpStack.create(
        Upstream.settings(Map.of()),
        List.of(),
        new Surroundings(usual.clock(), names, INTERNET, usual.backOff()));
  }
}
