package dev.mlintern.policy;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Says in a few words what a job or sandbox is, runs on and costs. Environment and secrets appear
/// as names only.
final class JobSummary {
  private static final int HASH_CHARS = 12;

  private final CallAction call;
  private final JsonObject members;

  JobSummary(CallAction call) {
    this.call = call;
    this.members = call.arguments().members();
  }

  /// `job on a10g-large (1x A10G, 24 GB), timeout 2h, at most $3.00 ($1.50/h)`.
  static String cost(CallAction call, Estimate estimate) {
    boolean sandbox = call.action() == ActionClass.SANDBOX;
    String machine =
        sandbox
            ? "sandbox on "
            : call.action() == ActionClass.SCHED_CREATE ? "each run a job on " : "job on ";
    if (estimate instanceof Estimate.Unknown(var why)) {
      if (call.tool() == GatedTool.HF_SANDBOX || PricedCall.isOfASchedule(call)) {
        return "worst-case price unknown: " + why;
      }
      return machine
          + ReasonText.shown(call.arguments().hardwareOrDefault(), 60)
          + ", worst-case price unknown: "
          + why;
    }
    var known = (Estimate.Known) estimate;
    String amount =
        sandbox
            ? ", " + known.usd() + " for each hour until it is destroyed"
            : ", timeout " + JobTimeout.format(known.time()) + ", at most " + known.usd();
    return machine + hardware(known.offer().hardware()) + amount + source(known);
  }

  private static String hardware(Hardware hardware) {
    return hardware.flavor()
        + hardware
            .accelerator()
            .map(
                card ->
                    " ("
                        + card.count()
                        + "x "
                        + card.model()
                        + ", "
                        + card.totalMemoryGb()
                        + " GB)")
            .orElse("");
  }

  private static String source(Estimate.Known known) {
    String perHour = " (" + known.offer().usdPerHour() + "/h";
    return switch (known.offer().source()) {
      case LIVE -> perHour + ")";
      case STALE -> perHour + ", the Hub's price list was last read over a week ago)";
      case BUILT_IN ->
          perHour
              + " assumed, the Hub's price list has not been read yet; "
              + known.publishedUsd()
              + " by the list of mid-2026)";
    };
  }

  /// What else a human wants to know, most important first.
  List<String> details() {
    var details = new ArrayList<String>();
    text("schedule", 40).ifPresent(schedule -> details.add("schedule " + schedule));
    text("scheduled_job_id", 40).ifPresent(id -> details.add("scheduled job " + id));
    text("job_id", 40).ifPresent(id -> details.add("job " + id));
    if (call.action() != ActionClass.SANDBOX) {
      details.add("namespace " + text("namespace", 60).orElse("your own account"));
    }
    program().ifPresent(details::add);
    names("secrets").ifPresent(names -> details.add("secrets " + names));
    names("env").ifPresent(names -> details.add("env " + names));
    if (receivesHubToken()) {
      details.add("it receives your Hub token");
    }
    if (members.has("expose")) {
      details.add("exposes ports to the internet");
    }
    text("trackio_space_id", 60).ifPresent(space -> details.add("trackio dashboard " + space));
    text("image", 60).ifPresent(image -> details.add("image " + image));
    return details;
  }

  /// Asked for as such, or as the value of any secret.
  private boolean receivesHubToken() {
    String mode = call.arguments().string("hf_token").orElse("");
    String secrets = members.has("secrets") ? members.get("secrets").orElseThrow().toJson() : "";
    return mode.isEmpty()
        ? secrets.contains("$HF_TOKEN") || secrets.contains("${HF_TOKEN}")
        : !mode.equals("none");
  }

  private Optional<String> program() {
    Optional<String> script = members.string("script");
    if (script.isPresent()) {
      return Optional.of(script(script.get()));
    }
    String command = joined(members.has("command") ? "command" : "args");
    return command.isBlank()
        ? Optional.empty()
        : Optional.of("command `" + ReasonText.shown(command, 80) + "`");
  }

  private String script(String script) {
    return switch (ScriptKind.of(call.arguments())) {
      case INLINE -> {
        byte[] bytes = script.getBytes(StandardCharsets.UTF_8);
        yield "script "
            + size(bytes.length)
            + ", sha256 "
            + Sha256.hex(bytes).substring(0, HASH_CHARS);
      }
      case URL, PATH ->
          "script " + ReasonText.shown(script, 100) + " (script content not visible here)";
    };
  }

  static String size(long bytes) {
    if (bytes < 1024) {
      return bytes + (bytes == 1 ? " byte" : " bytes");
    }
    return bytes < 1 << 20 ? bytes / 1024 + " KB" : (bytes >> 20) + " MB";
  }

  private Optional<String> names(String member) {
    return members
        .object(member)
        .filter(object -> !object.names().isEmpty())
        .map(object -> ReasonText.shown(String.join(", ", object.names()), 80));
  }

  private Optional<String> text(String member, int maxChars) {
    return call.arguments().string(member).map(text -> ReasonText.shown(text, maxChars));
  }

  private String joined(String member) {
    Optional<JsonArray> words = members.array(member);
    if (words.isEmpty()) {
      return members.string(member).orElse("");
    }
    var joined = new ArrayList<String>();
    for (JsonValue word : words.get()) {
      joined.add(word instanceof JsonString(var text) ? text : word.toJson());
    }
    return String.join(" ", joined);
  }
}
