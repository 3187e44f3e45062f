package dev.mlintern.hub;

import java.util.Optional;
import okhttp3.HttpUrl;

/// Which discussions to list.
///
/// @param type `all`, `discussion` or `pull_request`
/// @param status `all`, `open` (drafts included) or `closed` (merged ones included)
/// @param page from 0; the Hub gives 50 a page
public record DiscussionQuery(String type, String status, Optional<String> author, int page) {
  HttpUrl on(HttpUrl.Builder url) {
    url.addQueryParameter("p", Integer.toString(page)).addQueryParameter("type", type);
    if (!status.equals("all")) {
      url.addQueryParameter("status", status);
    }
    author.ifPresent(name -> url.addQueryParameter("author", name));
    return url.build();
  }

  public DiscussionQuery withPage(int number) {
    return new DiscussionQuery(type, status, author, number);
  }
}
