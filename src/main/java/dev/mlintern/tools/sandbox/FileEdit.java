package dev.mlintern.tools.sandbox;

import dev.mlintern.hub.sandbox.SandboxFile;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.sandbox.edit.EditEngine;
import dev.mlintern.tools.sandbox.edit.EditRefused;
import dev.mlintern.tools.sandbox.edit.Edited;
import dev.mlintern.tools.sandbox.edit.SolePlace;
import dev.mlintern.tools.sandbox.edit.TextEdit;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/// Edits of one file, made from its bytes here.
///
/// @param expected how many places there must be
record FileEdit(FileCall file, SandboxFile entry, List<TextEdit> edits, OptionalInt expected) {
  private static final int MAX_BYTES = 64 << 20;

  /// Around a place in a large file; lines longer than this are met by reading all of it.
  private static final int AROUND_BYTES = 16 << 10;

  /// The lines shown with a change, and one more.
  private static final int AROUND_LINES = 4;

  FileEdit {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(entry, "entry");
    edits = List.copyOf(edits);
    Objects.requireNonNull(expected, "expected");
  }

  /// @param text all of it, edited
  record Whole(byte[] before, byte[] after, Edited edited, Supplier<String> text) {}

  /// @param text all of it, edited; asked for when it is in its place
  record InPart(Splice splice, Edited edited, Supplier<String> text) {}

  /// @param path of the file, or of a copy of it
  Whole whole(String path) {
    if (entry.kind() == SandboxFile.Kind.FILE && entry.size() > MAX_BYTES) {
      throw tooLarge();
    }
    byte[] bytes = file.files().read(path, 0, MAX_BYTES + 1L, file.scope(), this::all);
    if (bytes.length > MAX_BYTES) {
      throw tooLarge();
    }
    if (file.arguments().has("expected_hash")) {
      requireHash(bytes);
    } else {
      requireSeen(Fingerprint.of(bytes));
    }
    var text = TextBytes.of(bytes, Optional.empty());
    if (text.isBinary()) {
      throw new ToolFailure(file.shown() + " is a binary file; edit changes text.");
    }
    Edited edited = edited(text, 0);
    return new Whole(bytes, text.with(edited, bytes), edited, edited::text);
  }

  private ToolFailure tooLarge() {
    return new ToolFailure(
        file.shown()
            + " is larger than "
            + MAX_BYTES
            + " bytes: there only one old_str, to the letter and at one place, can be changed;"
            + " use sed or python in bash. Nothing was changed.");
  }

  /// Of a large file only what changes is sent, and none of it is kept where bytes can tell that
  /// there is one place for the one edit.
  ///
  /// @param path of the file, or of a copy of it
  InPart inPart(String path) {
    return soleEdit(path)
        .orElseGet(
            () -> {
              Whole all = whole(path);
              return new InPart(Splice.between(all.before, all.after), all.edited, all.text);
            });
  }

  private Optional<InPart> soleEdit(String path) {
    // What is told by its SHA-256 takes longer to be told than to be read.
    if (edits.size() != 1 || expected.orElse(1) != 1 || file.arguments().has("expected_hash")) {
      return Optional.empty();
    }
    TextEdit edit = edits.getFirst();
    var before = new Fingerprint.Running();
    var after = new Fingerprint.Running();
    Optional<SolePlace> found =
        file.files()
            .read(
                path,
                0,
                Long.MAX_VALUE,
                file.scope(),
                in -> SolePlace.in(in, edit, before::take, after::take));
    if (found.isPresent()) {
      requireSeen(before.soFar());
    }
    return found.flatMap(place -> near(path, place, after.soFar()));
  }

  /// Empty where a part cannot be looked at alone.
  private Optional<InPart> near(String path, SolePlace place, Fingerprint after) {
    long from = Math.max(0, place.offset() - AROUND_BYTES);
    int at = (int) (place.offset() - from);
    int end = at + place.length();
    byte[] near = file.files().bytes(path, from, end + AROUND_BYTES, file.scope());
    int first = lineBefore(near, at);
    int last = lineBehind(near, end);
    boolean isCut = first == 0 && from > 0 || last == near.length && from + last < place.size();
    byte[] part = Arrays.copyOfRange(near, first, last);
    var text = TextBytes.of(part, Optional.empty());
    // Only a file begins with a mark; elsewhere the same bytes are characters.
    boolean isMarked = text.mark().length > 0 && from + first > 0;
    if (isCut || isMarked) {
      return Optional.empty();
    }
    Edited edited = edited(text, (int) (place.lines() - feeds(near, first, at)));
    var splice = new Splice(from + first, text.with(edited, part), from + last, after);
    return Optional.of(new InPart(splice, edited, this::text));
  }

  private void requireHash(byte[] bytes) {
    if (!file.arguments().text("expected_hash").equals(Optional.of(TextBytes.sha256(bytes)))) {
      throw file.changed();
    }
  }

  /// What is there must be what was seen.
  private void requireSeen(Fingerprint now) {
    SeenFiles.Seen seen = file.before().orElseThrow();
    if (!seen.fingerprint().map(now::equals).orElseGet(() -> seen.looksLike(entry))) {
      throw file.changed();
    }
  }

  private Edited edited(TextBytes text, int linesBefore) {
    try {
      return EditEngine.apply(text.text(), linesBefore, edits, expected);
    } catch (EditRefused e) {
      throw new ToolFailure(file.shown() + ": " + e.getMessage(), e);
    }
  }

  private String text() {
    byte[] now = file.files().bytes(file.path(), 0, MAX_BYTES, file.scope());
    return TextBytes.of(now, Optional.empty()).text();
  }

  private static int lineBefore(byte[] bytes, int at) {
    int start = at;
    for (int lines = 0; start > 0; start--) {
      if (bytes[start - 1] == '\n' && ++lines == AROUND_LINES) {
        break;
      }
    }
    return start;
  }

  private static int lineBehind(byte[] bytes, int at) {
    int end = at;
    for (int lines = 0; end < bytes.length && lines < AROUND_LINES; end++) {
      if (bytes[end] == '\n') {
        lines++;
      }
    }
    return end;
  }

  private static int feeds(byte[] bytes, int from, int to) {
    int feeds = 0;
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n') {
        feeds++;
      }
    }
    return feeds;
  }

  /// Of a known size nothing is gathered in pieces; a link's entry has another.
  private byte[] all(InputStream in) throws IOException {
    byte[] bytes = new byte[(int) Math.min(MAX_BYTES, entry.size())];
    int there = in.readNBytes(bytes, 0, bytes.length);
    byte[] more = in.readNBytes(MAX_BYTES + 1 - there);
    if (more.length == 0 && there == bytes.length) {
      return bytes;
    }
    byte[] all = Arrays.copyOf(bytes, there + more.length);
    System.arraycopy(more, 0, all, there, more.length);
    return all;
  }
}
