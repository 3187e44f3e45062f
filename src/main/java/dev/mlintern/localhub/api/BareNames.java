package dev.mlintern.localhub.api;

import dev.mlintern.localhub.account.Caller;
import dev.mlintern.localhub.store.RepoKind;
import dev.mlintern.localhub.store.Repository;
import dev.mlintern.localhub.web.HubError;
import dev.mlintern.localhub.web.Redirection;
import dev.mlintern.localhub.web.Reply;
import dev.mlintern.localhub.web.Request;
import dev.mlintern.localhub.web.Router;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Old ids without a namespace (`gpt2`): they lead to the only repo of that name, if there is
/// exactly one (spec hub-api §5).
public final class BareNames {
  private static final Pattern API =
      Pattern.compile("/api/(models|datasets|spaces)/([A-Za-z0-9._-]+)(/.*)?");
  private static final Pattern FILES =
      Pattern.compile("/(?:(datasets|spaces)/)?([A-Za-z0-9._-]+)(/(?:resolve|raw)/.*)");

  private final RepoAccess access;

  public BareNames(RepoAccess access) {
    this.access = access;
  }

  public void addTo(Router.Builder routes) {
    routes.otherwise(this::redirect);
  }

  private Reply redirect(Request request) {
    for (Pattern pattern : List.of(API, FILES)) {
      Matcher form = pattern.matcher(request.rawPath());
      if (form.matches()) {
        Optional<Repository> found = only(request, form.group(1), form.group(2));
        if (found.isPresent()) {
          String query = request.rawQuery().isEmpty() ? "" : "?" + request.rawQuery();
          throw new Redirection(
              request.rawPath().substring(0, form.start(2))
                  + found.get().id().path()
                  + request.rawPath().substring(form.end(2))
                  + query);
        }
        throw access.caller(request) instanceof Caller.Anonymous
            ? HubError.unauthenticated()
            : HubError.repoNotFound();
      }
    }
    throw HubError.pageNotFound();
  }

  private Optional<Repository> only(Request request, String plural, String name) {
    Caller caller = access.caller(request);
    RepoKind kind = Optional.ofNullable(plural).flatMap(RepoKind::ofPlural).orElse(RepoKind.MODEL);
    List<Repository> found =
        access.store().list(kind).stream()
            .filter(repository -> repository.id().name().equals(name))
            .filter(repository -> caller.maySee(repository.id(), repository.meta()))
            .toList();
    return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
  }
}
