package dev.mlintern.tools.sandbox;

import dev.mlintern.hub.jobs.JobVolume;
import dev.mlintern.tools.ToolFailure;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A volume in the notation of the `hf` command line:
/// `hf://[models|datasets|spaces|buckets]/owner/name[/path]:/mount[:ro|:rw]`.
final class VolumeText {
  private static final Pattern FORM =
      Pattern.compile(
          "hf://(?:(models|datasets|spaces|buckets)/)?([\\w.-]+/[\\w.-]+)(?:/([^:]*))?"
              + ":(/[^:]+)(?::(ro|rw))?");

  private VolumeText() {}

  /// @throws ToolFailure when it is not one
  static JobVolume parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new ToolFailure(
          "`volumes` takes texts such as hf://datasets/owner/name:/data or"
              + " hf://buckets/owner/name:/out:rw, not `"
              + text
              + "`.");
    }
    String kind = form.group(1) == null ? "models" : form.group(1);
    return new JobVolume(
        kind.substring(0, kind.length() - 1),
        form.group(2),
        form.group(4),
        Optional.ofNullable(form.group(5)).map("ro"::equals),
        Optional.empty(),
        Optional.ofNullable(form.group(3)).filter(path -> !path.isBlank()));
  }
}
