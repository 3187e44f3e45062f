package dev.mlintern.hooks;

import dev.mlintern.json.JsonObject;
import dev.mlintern.settings.Settings;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;

/// The `SessionStart` hook: tells the model who the user is, in which mode it works and what will
/// ask. Always answers, whatever the payload or the network, within two seconds.
public final class SessionStartHook {
  /// What the Hub gets of the two seconds; the rest is for starting and writing.
  private static final Duration HUB_DEADLINE = Duration.ofMillis(1400);

  private static final String REHEARSE = "--rehearse";

  private SessionStartHook() {}

  public static void main(String[] args) {
    boolean rehearsal = args.length > 0 && args[0].equals(REHEARSE);
    InputStream in = rehearsal ? InputStream.nullInputStream() : System.in;
    String answer = answer(in, Settings.fromEnvironment(), Clock.systemUTC());
    if (rehearsal) {
      return; // an AOT cache is written when the JVM ends by itself
    }
    try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
      out.write(answer.getBytes(StandardCharsets.UTF_8));
    } catch (IOException _) {
      // Nobody reads us any more.
    }
    Runtime.getRuntime().halt(0); // a request that still hangs must not keep us
  }

  /// The hook's output for the payload on `in`.
  public static String answer(InputStream in, Settings settings, Clock clock) {
    JsonObject payload = payload(in);
    WhoIs who = new WhoAmI(settings, clock.instant()).ask(HUB_DEADLINE);
    var briefing =
        new SessionBriefing(
            settings,
            clock,
            payload.string("session_id"),
            payload.string("cwd").map(SessionStartHook::oneLine).orElse("the current folder"));
    var output =
        JsonObject.builder()
            .put(
                "hookSpecificOutput",
                JsonObject.builder()
                    .put("hookEventName", "SessionStart")
                    .put("additionalContext", briefing.text(who))
                    .build());
    UploadBriefing.of(settings, clock)
        .notice(who)
        .ifPresent(notice -> output.put("systemMessage", notice));
    return output.build().toJson();
  }

  /// A malformed payload says nothing about the session; everything else is still worth saying.
  private static JsonObject payload(InputStream in) {
    try {
      return HookInput.read(in);
    } catch (HookInput.MalformedInput | IOException _) {
      return JsonObject.EMPTY;
    }
  }

  private static String oneLine(String path) {
    String line = path.replaceAll("\\p{C}", "");
    return line.length() <= 200 ? line : "…" + line.substring(line.length() - 199);
  }
}
