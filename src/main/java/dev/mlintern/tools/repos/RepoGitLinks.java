package dev.mlintern.tools.repos;

import dev.mlintern.hub.HubClient;

/// Addresses for people.
record RepoGitLinks(HubClient hub) {
  String repo(RepoGitRepo repo) {
    return hub.addresses().webUrl(repo.type(), repo.id());
  }

  String tree(RepoGitRepo repo, String revision) {
    return repo(repo) + "/tree/" + revision.replace("%", "%25").replace("#", "%23");
  }

  String discussions(RepoGitRepo repo) {
    return repo(repo) + "/discussions";
  }

  String discussion(RepoGitRepo repo, int num) {
    return discussions(repo) + "/" + num;
  }

  String comment(RepoGitRepo repo, int num, String id) {
    return discussion(repo, num) + "#" + id;
  }

  String commit(RepoGitRepo repo, String id) {
    return repo(repo) + "/commit/" + id;
  }

  String settings(RepoGitRepo repo) {
    return repo(repo) + "/settings";
  }
}
