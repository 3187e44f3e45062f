package dev.mlintern.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.fuzz.Campaign;
import dev.mlintern.fuzz.Corpus;
import dev.mlintern.json.JsonReader;
import dev.mlintern.settings.Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Any bytes on the input of the two hooks around a session: the start always has its say, in as
/// many lines as ever; the end writes into its queue and nowhere else.
public final class SessionHooksFuzzTest {
  private static final Path HOME = home();
  private static final Settings SETTINGS =
      Settings.of(Map.of("ML_INTERN_HOME", HOME.resolve("state").toString()), HOME);
  private static final long LINES = context(new byte[0]).lines().count();

  @Test
  void the_start_has_its_say_and_the_end_stays_in_its_queue() {
    Campaign.against(SessionHooksFuzzTest::fuzzerTestOneInput, corpus()).run(1_500);
  }

  public static Corpus corpus() {
    return Corpus.ofBytes(
            Stream.of("SessionStart", "SessionEnd")
                .map(
                    event ->
                        ("{\"session_id\":\"s1\",\"transcript_path\":\"/t/s1.jsonl\","
                                + "\"cwd\":\"/home/me/proj\",\"hook_event_name\":\""
                                + event
                                + "\",\"source\":\"startup\",\"reason\":\"exit\"}")
                            .getBytes(StandardCharsets.UTF_8)))
        .withWords(
            "../", "\\n", "\\u2028", "\\u0000", "\\ud800", "null", "{", "[", "\"cwd\":", "/x/");
  }

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    String context = context(input);
    assertThat(context.lines().count()).isEqualTo(LINES);
    assertThat(context.codePoints()).noneMatch(c -> Character.isISOControl(c) && c != '\n');

    SessionEndHook.accept(new ByteArrayInputStream(input), SETTINGS);
    Path uploads = HOME.resolve("state/uploads");
    assertThat(files(HOME)).allMatch(file -> file.startsWith(uploads));
    delete(uploads);
  }

  private static String context(byte[] input) {
    String answer =
        SessionStartHook.answer(new ByteArrayInputStream(input), SETTINGS, Clock.systemUTC());
    return JsonReader.readObject(answer)
        .object("hookSpecificOutput")
        .flatMap(output -> output.string("additionalContext"))
        .orElseThrow();
  }

  private static Path home() {
    try {
      Path home = Files.createTempDirectory("session-fuzz");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(home)));
      return home;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static void delete(Path folder) {
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException _) {
      // The system clears its folder for temporary files.
    }
  }
}
