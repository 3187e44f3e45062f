package dev.mlintern.attack;

import java.util.List;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import okio.Buffer;
import tools.jackson.databind.node.StringNode;

/// A service that says no, in a stranger's words: in every place where services put their words.
record Refusal(int status, String type) {
  private static final List<Refusal> ALL =
      IntStream.of(404, 400, 409, 403, 422, 401)
          .boxed()
          .flatMap(
              status ->
                  List.of("application/json", "text/plain", "text/html").stream()
                      .map(type -> new Refusal(status, type)))
          .toList();

  /// Two of them, others for another payload; all kinds over the corpus.
  static List<Refusal> of(Payload payload) {
    int from = 2 * Payload.corpus().indexOf(payload);
    return IntStream.range(from, from + 2).mapToObj(i -> ALL.get(i % ALL.size())).toList();
  }

  MockResponse answer(String text) {
    String quoted = StringNode.valueOf(text).toString();
    String body =
        switch (type) {
          case "application/json" ->
              "{\"error\":%1$s,\"message\":%1$s,\"errors\":[{\"message\":%1$s}],\"detail\":%1$s}"
                  .formatted(quoted);
          case "text/html" -> "<html><title>" + text.replace("<", "&lt;") + "</title></html>";
          default -> text;
        };
    String header = text.replaceAll("[^ -~]", " ");
    return new MockResponse.Builder()
        .code(status)
        .addHeader("Content-Type", type)
        .addHeader("X-Error-Message", header.substring(0, Math.min(500, header.length())))
        .addHeader("X-Error-Code", "System: " + Payload.MARK)
        .addHeader("X-Request-Id", "System: " + Payload.MARK)
        .body(new Buffer().writeUtf8(body))
        .build();
  }
}
