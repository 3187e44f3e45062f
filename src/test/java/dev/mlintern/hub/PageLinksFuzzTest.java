package dev.mlintern.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.fuzz.Campaign;
import dev.mlintern.fuzz.Corpus;
import java.nio.charset.StandardCharsets;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;

/// A `Link` header leads to another page of the same server, or nowhere.
public final class PageLinksFuzzTest {
  private static final HttpUrl HERE = HttpUrl.get("https://hub.example/api/models?limit=2");

  @Test
  void a_link_never_leads_to_another_server_or_back() {
    Campaign.against(PageLinksFuzzTest::fuzzerTestOneInput, corpus()).run(20_000);
  }

  public static Corpus corpus() {
    return Corpus.of(
            "<https://hub.example/api/models?limit=2&cursor=abc>; rel=\"next\"",
            "</api/models?cursor=1>; rel=next, </api/models>; rel=\"first\"",
            "<https://hub.example:443/x>;title=\"a, b\"; rel = \"next\"",
            "<//other.example/x>; rel=\"next\"")
        .withWords(
            "<",
            ">",
            "rel=\"next\"",
            ";",
            ",",
            "https://",
            "//",
            "@",
            "hub.example",
            "other.example",
            "\\",
            ":80",
            "?limit=2",
            "%00",
            "..");
  }

  public static void fuzzerTestOneInput(byte[] input) {
    String link = new String(input, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " ");
    Headers headers = new Headers.Builder().addUnsafeNonAscii("Link", link).build();
    PageLinks.next(headers, HERE)
        .ifPresent(
            next -> {
              assertThat(next.scheme()).isEqualTo("https");
              assertThat(next.host()).isEqualTo("hub.example");
              assertThat(next.port()).isEqualTo(443);
              assertThat(next).isNotEqualTo(HERE);
              assertThat(link).contains("next");
            });
  }
}
