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

  // Hangul fillers and variation selectors are letters and marks nobody sees.
  private static final String NO_PATH =
      "[^\\p{L}\\p{M}\\p{N} ._/\\\\:@+=(),#-]"
          + "|[\\x{34F}\\x{115F}\\x{1160}\\x{3164}\\x{FFA0}\\x{FE00}-\\x{FE0F}\\x{E0100}-\\x{E01EF}]";

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

  /// A folder may have been named by somebody else, and its name goes into the model's context.
  private static String oneLine(String path) {
    String line = path.replaceAll(NO_PATH, "_");
    return line.length() <= 200 ? line : "…" + line.substring(line.length() - 199);
  }
}
