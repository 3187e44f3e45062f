package dev.mlintern.tools.hubsearch;

import dev.mlintern.hub.HubFiles;
import dev.mlintern.hub.RepoId;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// What is asked about one repository.
record RepoQuestion(RepoId id, Optional<String> revision, Set<Section> sections) {
  RepoQuestion {
    Objects.requireNonNull(id, "id");
    sections = Set.copyOf(sections);
  }

  boolean wants(Section section) {
    return sections.contains(section);
  }

  String revisionOrDefault() {
    return revision.orElse(HubFiles.DEFAULT_REVISION);
  }
}
