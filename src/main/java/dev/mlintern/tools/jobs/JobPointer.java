package dev.mlintern.tools.jobs;

import dev.mlintern.hub.jobs.JobRef;
import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ToolFailure;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// A job as a caller names it: its id, `namespace/id`, or the address of its page.
///
/// @param namespace when the name itself holds it
record JobPointer(Optional<String> namespace, String id) {
  /// Jobs of one call.
  private static final int MOST = 50;

  private static final Pattern FORM =
      Pattern.compile(
          "(?:https?://[^/\\s]+/jobs/)?(?:([A-Za-z0-9][A-Za-z0-9._-]*)/)?([A-Za-z0-9][\\w.-]{0,95})");

  /// @throws ToolFailure when it is none of these
  static JobPointer parse(String text) {
    Matcher form = FORM.matcher(text.strip().replaceFirst("[/?#]+$", ""));
    if (!form.matches()) {
      throw new ToolFailure(
          "hf_jobs: `"
              + ForeignText.oneLine(text, 60)
              + "` is not a job id; operation ps lists them.");
    }
    return new JobPointer(Optional.ofNullable(form.group(1)), form.group(2));
  }

  /// All jobs an argument names: one, several with commas between, or a list.
  static List<JobPointer> all(Arguments arguments, String name) {
    Set<JobPointer> pointers = new LinkedHashSet<>();
    List<String> texts = new ArrayList<>();
    arguments
        .get(name)
        .ifPresent(
            value -> {
              if (value.isArray()) {
                value.valueStream().map(JsonNode::asString).forEach(texts::add);
              } else {
                texts.addAll(List.of(value.asString().split("[,\\s]+")));
              }
            });
    texts.stream().filter(text -> !text.isBlank()).map(JobPointer::parse).forEach(pointers::add);
    if (pointers.isEmpty()) {
      throw new ToolFailure("hf_jobs: `" + name + "` must not be empty.");
    }
    if (pointers.size() > MOST) {
      throw new ToolFailure(
          "hf_jobs: " + pointers.size() + " jobs in one call; at most " + MOST + " are taken.");
    }
    return List.copyOf(pointers);
  }

  JobRef in(String otherwise) {
    try {
      return new JobRef(namespace.orElse(otherwise), id);
    } catch (IllegalArgumentException e) {
      throw new ToolFailure("hf_jobs: " + e.getMessage() + ".", e);
    }
  }
}
