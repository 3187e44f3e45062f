package dev.mlintern.hooks;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.json.JsonString;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One line of `approval/cases.jsonl`: harness §1.11 and more, a payload and the answer it must
/// get.
record ApprovalCase(
    String id,
    Map<String, String> environment,
    List<String> before,
    String stdin,
    String decision,
    List<String> contains,
    List<String> excludes) {

  static List<ApprovalCase> all() {
    try (InputStream in = ApprovalCase.class.getResourceAsStream("/approval/cases.jsonl")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(JsonReader::readObject)
          .map(ApprovalCase::of)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ApprovalCase of(JsonObject line) {
    var environment = new TreeMap<String, String>();
    JsonObject given = line.object("env").orElseThrow();
    given.names().forEach(name -> environment.put(name, given.string(name).orElseThrow()));
    return new ApprovalCase(
        line.string("id").orElseThrow(),
        environment,
        strings(line, "before"),
        line.string("stdin").orElseThrow(),
        line.string("decision").orElseThrow(),
        strings(line, "contains"),
        strings(line, "excludes"));
  }

  private static List<String> strings(JsonObject line, String name) {
    return line.array(name).orElse(JsonArray.of()).stream()
        .map(value -> ((JsonString) value).value())
        .toList();
  }
}
