package dev.mlintern.tools.repos;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.TreeEntry;
import dev.mlintern.tools.NearestName;
import java.util.List;
import java.util.Optional;

/// Helps whoever misspelt a path.
final class RepoFilesNames {
  private final RepoFilesListing listing;

  RepoFilesNames(RepoFilesListing listing) {
    this.listing = listing;
  }

  /// A sentence with the nearest path there is, beginning with a blank; empty when none is near.
  String hint(RepoFilesTarget target, CallScope scope) {
    String path = target.path().orElse("");
    String name = path.substring(path.lastIndexOf('/') + 1);
    var everything =
        new RepoFilesTarget(target.type(), target.id(), target.revision(), Optional.empty());
    try {
      List<String> paths =
          listing.batch(everything, true, Optional.empty(), 2, scope).entries().stream()
              .filter(TreeEntry::isFile)
              .map(TreeEntry::path)
              .toList();
      return paths.stream()
          .filter(other -> other.endsWith("/" + name) || other.equalsIgnoreCase(path))
          .findFirst()
          .or(() -> NearestName.of(path, paths))
          .map(near -> " Did you mean `" + RepoFilesListing.shown(near) + "`?")
          .orElse(" Operation list names the files there are.");
    } catch (HubException | HttpFailure _) {
      return ""; // the path is missing whether or not there is a better one
    }
  }
}
