package dev.mlintern.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.tools.ToolResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okio.Buffer;

/// A world that answered every call once in good faith, and calls made again while it no longer is.
final class Attack implements AutoCloseable {
  private static final Pattern JOB_ID = Pattern.compile("\\b[0-9a-f]{24}\\b");

  private final ForeignWorld world;
  private final List<Call> calls;
  private final Map<Call, ToolResult> healthy;
  private final Map<String, String> faults = new TreeMap<>();

  private Attack(ForeignWorld world, List<Call> calls, Map<Call, ToolResult> healthy) {
    this.world = world;
    this.calls = calls;
    this.healthy = healthy;
  }

  static Attack prepare(Path folder) throws Exception {
    ForeignWorld world = ForeignWorld.start(folder);
    world.hub("POST", "/api/models/local/m/discussions", "{'title':'Talk','description':'Why?'}");
    world.hub("POST", "/api/models/local/m/discussions/1/comment", "{'comment':'Because.'}");
    ok(
        world,
        "hf_repo_files",
        "{'operation':'upload','repo_id':'local/m','path':'train.py','content':'import b\\n"
            + "','create_pr':true}");
    String job =
        ok(
            world,
            "hf_jobs",
            "{'operation':'run','command':['sh','-c','echo hello; echo loss=1; exit 0'],"
                + "'labels':{'team':'nlp'},'name':'trial','timeout':'10m','wait_seconds':20}");
    String schedule =
        ok(
            world,
            "hf_jobs",
            "{'operation':'scheduled_run','schedule':'0 9 * * 1','command':['true'],"
                + "'timeout':'10m'}");
    String talk =
        ok(world, "hf_repo_git", "{'operation':'get_discussion','repo_id':'local/m','pr_num':1}");
    List<Call> calls = Call.all(id(job), id(schedule), id(talk));
    Map<Call, ToolResult> healthy = new LinkedHashMap<>();
    for (Call call : calls) {
      healthy.put(call, world.call(call.tool(), call.arguments()));
    }
    world.freeze();
    return new Attack(world, calls, healthy);
  }

  ForeignWorld world() {
    return world;
  }

  List<Call> calls() {
    return calls;
  }

  /// What was answered before anybody meddled.
  Map<Call, ToolResult> healthy() {
    return healthy;
  }

  /// Plants from the next request on.
  ///
  /// @param places where something could be planted is added here
  void plant(Planting planting, Set<String> places) throws Exception {
    world.set(
        (_, honest) -> {
          String type = Optional.ofNullable(honest.getHeaders().get("Content-Type")).orElse("");
          String before = ForeignWorld.body(honest);
          boolean isText = type.contains("json") || type.contains("text") || type.contains("xml");
          if (before.isEmpty()
              || before.indexOf('\ufffd') >= 0
              || !isText && before.indexOf('\0') >= 0) {
            return honest;
          }
          String after = planting.in(type, before, places);
          return honest.newBuilder().body(new Buffer().writeUtf8(after)).build();
        });
  }

  /// Makes the call and notes what is wrong with its answer.
  ///
  /// @return whether anything of a payload is seen in it
  boolean check(Call call, Payload payload, String how) throws Exception {
    ToolResult result = world.call(call.tool(), call.arguments());
    note(call.toString(), result, payload, how);
    return result.text().toLowerCase(Locale.ROOT).contains(Payload.MARK);
  }

  private void note(String call, ToolResult result, Payload payload, String how) {
    FenceCheck.faults(result.text(), payload.starts()).stream()
        .findFirst()
        .ifPresent(
            fault ->
                faults.putIfAbsent(
                    call, fault + " (" + payload + ", " + how + ")\n" + result.text()));
    if (result.text().contains("inside ml-intern")) {
      faults.putIfAbsent(call + " | crashed", payload + ", " + how + "\n" + result.text());
    }
  }

  void assertHolds() {
    assertThat(faults.entrySet().stream().map(f -> f.getKey() + " -> " + f.getValue()).toList())
        .isEmpty();
  }

  private static String ok(ForeignWorld world, String tool, String arguments)
      throws InterruptedException {
    ToolResult result = world.call(tool, arguments);
    assertThat(result.isError()).as(result.text()).isFalse();
    return result.text();
  }

  /// The last id in a text.
  private static String id(String text) {
    Matcher matcher = JOB_ID.matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group();
  }

  @Override
  public void close() throws IOException {
    world.close();
  }
}
