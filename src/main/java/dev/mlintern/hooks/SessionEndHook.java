package dev.mlintern.hooks;

import dev.mlintern.hooks.upload.UploadQueue;
import dev.mlintern.json.JsonObject;
import dev.mlintern.settings.Settings;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/// The `SessionEnd` hook: puts the ended session into the upload queue. Prints `upload` when the
/// uploader has something to do, else nothing; always ends with exit code 0.
///
/// The launcher has written the payload into the queue's inbox before it starts this program aside
/// (`--queued`), because Claude Code waits for a second and a half at most; without that option the
/// payload is read from standard input.
public final class SessionEndHook {
  private static final String QUEUED = "--queued";
  private static final String REHEARSE = "--rehearse";
  private static final String UPLOAD = "upload";

  private SessionEndHook() {}

  public static void main(String[] args) {
    String option = args.length > 0 ? args[0] : "";
    Settings settings = Settings.fromEnvironment();
    if (option.equals(REHEARSE)) {
      rehearse(settings);
      return; // an AOT cache is written when the JVM ends by itself
    }
    boolean worthStarting =
        option.equals(QUEUED) ? isWorthStarting(settings) : accept(System.in, settings);
    print(worthStarting ? UPLOAD : "");
    Runtime.getRuntime().halt(0);
  }

  /// Puts the payload on `in` into the queue.
  ///
  /// @return whether the uploader should be started
  public static boolean accept(InputStream in, Settings settings) {
    try {
      return UploadQueue.of(settings, Clock.systemUTC()).accept(HookInput.read(in));
    } catch (HookInput.MalformedInput | IOException _) {
      return false; // the session is over: there is nobody left to tell
    }
  }

  private static boolean isWorthStarting(Settings settings) {
    try {
      return UploadQueue.of(settings, Clock.systemUTC()).isWorthStarting();
    } catch (IOException _) {
      return false;
    }
  }

  /// What a session's end goes through, in a queue of its own.
  private static void rehearse(Settings settings) {
    try {
      var queue = UploadQueue.of(settings, Clock.systemUTC());
      queue.accept(
          JsonObject.builder()
              .put("session_id", "rehearsal")
              .put("transcript_path", "/nonexistent.jsonl")
              .build());
    } catch (IOException _) {
      // a cache with less in it
    }
  }

  private static void print(String answer) {
    try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
      out.write(answer.getBytes(StandardCharsets.UTF_8));
    } catch (IOException _) {
      // Nobody reads us any more.
    }
  }
}
