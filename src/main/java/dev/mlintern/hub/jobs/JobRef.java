package dev.mlintern.hub.jobs;

import dev.mlintern.http.OneLine;
import java.util.Objects;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// A job's address: whose it is and its id.
///
/// @param namespace user or organisation that pays
/// @param id 24 hexadecimal digits on the real Hub
public record JobRef(String namespace, String id) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,95}");

  /// @throws IllegalArgumentException with a sentence for the reader
  public JobRef {
    Objects.requireNonNull(namespace, "namespace");
    Objects.requireNonNull(id, "id");
    requireName("namespace", namespace);
    requireName("job id", id);
  }

  /// The address of a job in an answer.
  ///
  /// @param asked the namespace of the request, for answers that name no usable owner
  /// @throws IllegalArgumentException when it has no usable id
  static JobRef of(JsonNode job, String asked) {
    String owner = job.path("owner").path("name").asString(asked);
    return new JobRef(isName(owner) ? owner : asked, job.path("id").asString(""));
  }

  static void requireName(String what, String text) {
    if (!isName(text)) {
      throw new IllegalArgumentException("`" + OneLine.of(text, 60) + "` is not a " + what);
    }
  }

  private static boolean isName(String text) {
    return NAME.matcher(text).matches() && !text.contains("..");
  }
}
