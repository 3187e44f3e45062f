package dev.mlintern.hub;

import java.util.Optional;
import java.util.OptionalLong;
import okhttp3.Response;

/// What the Hub says about a file's bytes (spec hub-api §9.5).
///
/// @param size bytes of the real content, when the Hub says it
/// @param commit the commit the revision stands for
/// @param etag SHA-1 of a regular file as a git blob, SHA-256 of a large one
/// @param isLarge whether the content lies outside git
/// @param isXet whether it lies in Xet storage
public record FileFacts(
    OptionalLong size,
    Optional<String> commit,
    Optional<String> etag,
    boolean isLarge,
    boolean isXet) {
  static FileFacts of(Response response) {
    Optional<String> linkedSize = FileRange.header(response, "X-Linked-Size");
    boolean isXet = FileRange.header(response, "X-Xet-Hash").isPresent();
    return new FileFacts(
        // The length of a redirect is that of its own text.
        number(
            linkedSize.or(
                () ->
                    response.isSuccessful()
                        ? Optional.ofNullable(response.header("Content-Length"))
                        : Optional.empty())),
        FileRange.header(response, "X-Repo-Commit"),
        FileRange.etag(response),
        linkedSize.isPresent() || isXet,
        isXet);
  }

  private static OptionalLong number(Optional<String> text) {
    return text.filter(value -> value.matches("\\d{1,18}")).isPresent()
        ? OptionalLong.of(Long.parseLong(text.get()))
        : OptionalLong.empty();
  }
}
