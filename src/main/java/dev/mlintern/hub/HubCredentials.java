package dev.mlintern.hub;

import dev.mlintern.http.Credentials;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// The user's Hub token and where it may go: Hugging Face's own hosts over https (those of exposed
/// ports of jobs only when a request asks for it), and the host and port that `HF_ENDPOINT` and
/// `ML_INTERN_DATASETS_SERVER` name. The CDNs that files are redirected to are not among them (spec
/// hub-api §5).
public final class HubCredentials {
  private static final Set<String> OFFICIAL_HOSTS = Set.of("huggingface.co", "*.huggingface.co");

  /// The proxy before exposed ports wants a token that reads the job's namespace (spec hub-api
  /// §9.16). What answers there is a job, anybody's: a read that does not ask for the token never
  /// carries it.
  private static final Set<String> EXPOSED_PORTS = Set.of("*.hf.jobs");

  private HubCredentials() {}

  /// The credentials for an [dev.mlintern.http.HttpStack]. No token is looked up here.
  public static List<Credentials> of(Settings settings) {
    boolean implicit = !settings.flag(Setting.HF_HUB_DISABLE_IMPLICIT_TOKEN);
    Supplier<Optional<String>> value =
        () -> HubToken.find(settings).map(token -> "Bearer " + token);
    var all = new ArrayList<Credentials>();
    all.add(new Credentials(OFFICIAL_HOSTS, 443, "Authorization", value, implicit));
    all.add(new Credentials(EXPOSED_PORTS, 443, "Authorization", value, false));
    for (Setting base : List.of(Setting.HF_ENDPOINT, Setting.ML_INTERN_DATASETS_SERVER)) {
      settings
          .explicit(base)
          .flatMap(HubCredentials::address)
          .map(
              uri ->
                  new Credentials(
                      Set.of(uri.getHost().toLowerCase(Locale.ROOT)),
                      port(uri),
                      "Authorization",
                      value,
                      implicit))
          .ifPresent(all::add);
    }
    return List.copyOf(all);
  }

  /// The address, when it is one; [HubEndpoint] tells the user when it is not.
  private static Optional<URI> address(String text) {
    try {
      URI uri = new URI(text);
      boolean usable =
          uri.getHost() != null
              && ("https".equalsIgnoreCase(uri.getScheme())
                  || "http".equalsIgnoreCase(uri.getScheme()));
      return usable ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException _) {
      return Optional.empty();
    }
  }

  private static int port(URI uri) {
    if (uri.getPort() > 0) {
      return uri.getPort();
    }
    return uri.getScheme().equalsIgnoreCase("https") ? 443 : 80;
  }
}
