package dev.mlintern.localhub.jobs;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// The flavors a job may name, as the real Hub documents them (spec hub-api §9.18).
final class JobHardwareList {
  static final JsonArray LISTING = read();
  private static final Map<String, JsonObject> BY_FLAVOR = byFlavor();
  static final Set<String> FLAVORS = BY_FLAVOR.keySet();

  private JobHardwareList() {}

  /// What a job is told about its machine: `CPU_CORES`, `MEMORY`, `ACCELERATOR`.
  static Map<String, String> variables(String flavor) {
    JsonObject hardware = BY_FLAVOR.get(flavor);
    return Map.of(
        "CPU_CORES",
        number(hardware, "cpu"),
        "MEMORY",
        number(hardware, "ram") + "Gi",
        "ACCELERATOR",
        hardware.object("accelerator").isPresent() ? flavor : "none");
  }

  private static String number(JsonObject hardware, String name) {
    return hardware.string(name).orElse("1").replaceFirst(" .*", "");
  }

  private static Map<String, JsonObject> byFlavor() {
    var byFlavor = new LinkedHashMap<String, JsonObject>();
    for (JsonValue entry : LISTING) {
      if (entry instanceof JsonObject hardware) {
        byFlavor.put(hardware.string("name").orElseThrow(), hardware);
      }
    }
    return byFlavor;
  }

  private static JsonArray read() {
    try (InputStream in =
        JobHardwareList.class.getResourceAsStream("/localhub/job-hardware.json")) {
      return (JsonArray) JsonReader.read(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
