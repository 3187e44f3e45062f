package dev.mlintern.scholar;

import java.util.List;

/// One page of papers.
///
/// @param total how many there are in all, an estimate; -1 if the service does not say
/// @param more whether another page follows
public record ScholarPage(List<ScholarLink> links, long total, boolean more) {
  public ScholarPage {
    links = List.copyOf(links);
  }

  public List<ScholarPaper> papers() {
    return links.stream().map(ScholarLink::paper).toList();
  }
}
