package dev.mlintern.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonWriterTest {
  @Test
  void a_value_is_one_line_whatever_it_holds() {
    String json = new JsonString("a\nb\r\u2028\u2029\u0000\u007f").toJson();

    assertThat(json).isEqualTo("\"a\\nb\\r\\u2028\\u2029\\u0000\\u007f\"");
  }

  @Test
  void lone_surrogates_are_escaped_so_that_the_bytes_are_valid_utf8() {
    String json = JsonWriter.quote("\ud83d x \ude00 \ud83d\ude00");

    assertThat(json).isEqualTo("\"\\ud83d x \\ude00 \ud83d\ude00\"");
    assertThat(new String(json.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .isEqualTo(json);
  }

  @Test
  void an_object_keeps_its_order_and_leaves_out_what_is_absent() {
    JsonObject object =
        JsonObject.builder()
            .put("z", 1)
            .put("a", "x")
            .putIfPresent("absent", Optional.empty())
            .put("price", new BigDecimal("2.50"))
            .put("list", JsonArray.ofStrings(List.of("p", "q")))
            .put("ok", true)
            .build();

    assertThat(object.toJson())
        .isEqualTo("{\"z\":1,\"a\":\"x\",\"price\":2.50,\"list\":[\"p\",\"q\"],\"ok\":true}");
  }
}
