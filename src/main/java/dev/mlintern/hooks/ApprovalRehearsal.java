package dev.mlintern.hooks;

import dev.mlintern.json.JsonObject;
import dev.mlintern.policy.HardwareCache;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/// Goes through the usual decisions once: what the JVM's AOT cache is made from (`java
/// -XX:AOTCacheOutput=… -jar approve-tool-use.jar --rehearse`). Leaves its traces in the state
/// folder, so the launcher gives it one of its own. Does nothing a decision would not do, because
/// all it touches is loaded again at every start.
final class ApprovalRehearsal {
  private static final String PRICES =
      "[{\"name\":\"a10g-large\",\"cpu\":\"12 vCPU\",\"ram\":\"46 GB\",\"unitCostUSD\":0.025,"
          + "\"unitLabel\":\"minute\"}]";

  private ApprovalRehearsal() {}

  static void run() throws IOException {
    Settings careful = Settings.fromEnvironment();
    Settings yolo =
        careful.with(Setting.ML_INTERN_YOLO, "1").with(Setting.ML_INTERN_YOLO_CAP_USD, "1000");
    for (Settings settings : List.of(careful, yolo)) {
      payloads().forEach(payload -> answer(payload, settings));
      HardwareCache.of(settings).store(PRICES, Instant.now());
      payloads().forEach(payload -> answer(payload, settings));
    }
  }

  private static List<String> payloads() {
    JsonObject job =
        JsonObject.builder()
            .put("operation", "run")
            .put("script", "from trl import SFTTrainer\nSFTTrainer(model='x').train()\n")
            .put("hardware_flavor", "a10g-large")
            .put("timeout", "2h")
            .build();
    JsonObject upload =
        JsonObject.builder()
            .put("operation", "upload")
            .put("repo_id", "me/m")
            .put("path", "README.md")
            .put("content", "x")
            .build();
    return List.of(
        payload("mcp__ml-intern__hf_jobs", job),
        payload("mcp__ml-intern__hf_repo_files", upload),
        payload("mcp__ml-intern__hf_jobs", JsonObject.builder().put("operation", "ps").build()),
        payload("mcp__ml-intern__sandbox_create", JsonObject.EMPTY),
        payload(
            "Bash", JsonObject.builder().put("command", "cd x && hf jobs run image true").build()),
        "not json");
  }

  private static String payload(String tool, JsonObject input) {
    return JsonObject.builder()
        .put("session_id", "rehearsal")
        .put("permission_mode", "default")
        .put("cwd", "/")
        .put("tool_name", tool)
        .put("tool_input", input)
        .put("tool_use_id", "rehearsal")
        .build()
        .toJson();
  }

  private static void answer(String payload, Settings settings) {
    ApprovalHook.answer(
        new ByteArrayInputStream(payload.getBytes(StandardCharsets.UTF_8)), settings);
  }
}
