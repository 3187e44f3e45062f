package dev.mlintern.tools.jobs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;

/// The command of a job whose script travels inside the command itself, or the verdict that it does
/// not fit (spec tools-act J3, J5, J6).
///
/// In the job the script becomes a real file, `<temporary folder>/<name>.py`, so that processes it
/// spawns can import it again and tracebacks name it; `uv` then takes the shell's place. The shell
/// program is a constant. It reads positional parameters only, so nothing a caller writes is ever
/// program text: no quoting, no redirection by `transformers>=4.50`, no injection.
sealed interface ScriptPack {
  /// Linux takes 131,072 bytes in one argument.
  int MAX_CHUNK_BYTES = 100_000;

  /// Linux takes about 2 MiB of arguments and environment together; the rest is the environment's.
  int MAX_COMMAND_BYTES = 1_900_000;

  /// Unpacks into a file and runs it. `$1` file name, `$2` number of chunks, `$3` number of words
  /// before the file's path; then the chunks, then the words. Plain POSIX: dash, bash, busybox.
  String PROGRAM =
      """
      name=$1 chunks=$2 before=$3
      shift 3
      folder=$(mktemp -d) || exit 126
      file=$folder/$name
      (
        sent=0
        while [ "$sent" -lt "$chunks" ]; do
          printf %s "$1"
          shift
          sent=$((sent + 1))
        done
      ) | base64 -d | gzip -dc > "$file" || {
        echo "the script could not be unpacked: the image needs base64 and gzip" >&2
        exit 126
      }
      shift "$chunks"
      words=$# moved=0
      while [ "$moved" -lt "$words" ]; do
        [ "$moved" -ne "$before" ] || set -- "$@" "$file"
        set -- "$@" "$1"
        shift
        moved=$((moved + 1))
      done
      [ "$before" -lt "$words" ] || set -- "$@" "$file"
      exec "$@"
      """;

  /// @param command what the job's `command` is
  /// @param fileName the script's name in the job, ending in `.py`
  /// @param scriptBytes as written, before packing
  record Packed(List<String> command, String fileName, long scriptBytes) implements ScriptPack {
    public Packed {
      command = List.copyOf(command);
      Objects.requireNonNull(fileName, "fileName");
    }
  }

  /// Too large even when packed: commit it to a private dataset, mount that read-only and run
  /// [UvRun#command] with the mounted path.
  ///
  /// @param commandBytes what the command would have had
  record TooLarge(long scriptBytes, long commandBytes) implements ScriptPack {}

  /// Packs a script's text, as UTF-8.
  ///
  /// @param name what the file is called, e.g. the job's name or the local file's; made safe
  static ScriptPack of(String name, String script, UvRun run) {
    return of(name, script.getBytes(StandardCharsets.UTF_8), run);
  }

  /// Packs a script byte for byte: line ends and encoding arrive as they are.
  static ScriptPack of(String name, byte[] script, UvRun run) {
    String packed = Base64.getEncoder().encodeToString(gzip(script));
    var chunks = new ArrayList<String>();
    for (int at = 0; at < packed.length(); at += MAX_CHUNK_BYTES) {
      chunks.add(packed.substring(at, Math.min(packed.length(), at + MAX_CHUNK_BYTES)));
    }
    List<String> before = run.beforeScript();
    String file = ScriptName.of(name, new String(script, StandardCharsets.ISO_8859_1), run);
    var command = new ArrayList<>(List.of("/bin/sh", "-c", PROGRAM, "sh"));
    command.addAll(List.of(file, "" + chunks.size(), "" + before.size()));
    command.addAll(chunks);
    command.addAll(before);
    command.addAll(run.arguments());
    long bytes = bytes(command);
    return bytes > MAX_COMMAND_BYTES
        ? new TooLarge(script.length, bytes)
        : new Packed(command, file, script.length);
  }

  /// What a command takes of the kernel's room: each word with its end and its pointer.
  private static long bytes(List<String> command) {
    long bytes = 0;
    for (String word : command) {
      bytes += word.getBytes(StandardCharsets.UTF_8).length + 1L + Long.BYTES;
    }
    return bytes;
  }

  private static byte[] gzip(byte[] script) {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
