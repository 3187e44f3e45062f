package dev.mlintern.tools.hubsearch;

import dev.mlintern.hub.FilePath;
import dev.mlintern.hub.HubEndpoint;
import okhttp3.HttpUrl;

/// Addresses for people of what was read.
record HubLinks(HubEndpoint addresses) {
  HttpUrl endpoint() {
    return addresses.hub();
  }

  String repo(RepoSnapshot snapshot) {
    return addresses.webUrl(snapshot.info().type(), snapshot.info().id());
  }

  String file(RepoSnapshot snapshot, FilePath path) {
    String revision = snapshot.question().revisionOrDefault();
    return addresses.webUrl(snapshot.info().type(), snapshot.info().id(), revision, path);
  }
}
