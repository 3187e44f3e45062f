package dev.mlintern.hub.jobs;

import java.util.List;
import java.util.Objects;

/// What a job starts from.
public sealed interface JobImage {
  /// A container image by its registry name.
  record Docker(String name) implements JobImage {
    public Docker {
      Objects.requireNonNull(name, "name");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /// The image of a Space.
  ///
  /// @param id `namespace/name`
  record Space(String id) implements JobImage {
    public Space {
      Objects.requireNonNull(id, "id");
    }

    @Override
    public String toString() {
      return "spaces/" + id;
    }
  }

  /// Reads an image name or a Space's address (`https://huggingface.co/spaces/x/y`, `hf.co/spaces/
  /// x/y`).
  ///
  /// @throws IllegalArgumentException with a sentence for the reader
  static JobImage parse(String text) {
    String name = text.strip();
    for (String host : List.of("huggingface.co/spaces/", "hf.co/spaces/")) {
      for (String prefix : List.of("https://" + host, host)) {
        if (name.startsWith(prefix)) {
          String id = name.substring(prefix.length()).replaceFirst("/+$", "");
          if (!id.matches("[\\w.-]+/[\\w.-]+")) {
            throw new IllegalArgumentException("`" + name + "` does not name a Space");
          }
          return new Space(id);
        }
      }
    }
    if (name.length() > 300
        || !name.matches("[A-Za-z0-9].*")
        || name.matches("(?s).*[\\s\\p{Cntrl}\"'`$;|&<>].*")) {
      throw new IllegalArgumentException(
          "the image must be a name such as `python:3.12` or a Space's address");
    }
    return new Docker(name);
  }
}
