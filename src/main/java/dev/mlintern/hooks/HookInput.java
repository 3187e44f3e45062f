package dev.mlintern.hooks;

import dev.mlintern.json.JsonException;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;

/// Reads the one JSON object a hook gets on standard input.
final class HookInput {
  /// Largest payload (harness §1.8 step 1).
  static final int MAX_BYTES = 16 << 20;

  private static final int MAX_DEPTH = 64;

  private HookInput() {}

  /// Reads to the end of `in`.
  ///
  /// @throws MalformedInput when it is not one strict JSON object
  static JsonObject read(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new MalformedInput("more than " + (MAX_BYTES >> 20) + " MiB");
    }
    try {
      if (JsonReader.read(bytes, MAX_DEPTH) instanceof JsonObject object) {
        return object;
      }
      throw new MalformedInput("not a JSON object");
    } catch (JsonException e) {
      throw new MalformedInput(e.getMessage());
    }
  }

  /// Standard input that cannot be trusted to say what the client is about to do.
  static final class MalformedInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedInput(String why) {
      super(why, null, false, false);
    }
  }
}
