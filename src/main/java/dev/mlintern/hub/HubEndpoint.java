package dev.mlintern.hub;

import dev.mlintern.http.HttpFailure;
import dev.mlintern.http.OneLine;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.util.Arrays;
import java.util.Objects;
import okhttp3.HttpUrl;

/// The two base addresses and how addresses are built on them (spec hub-api §1 and §7).
///
/// @param hub base of the Hub
/// @param datasetsServer base of the dataset viewer API
public record HubEndpoint(HttpUrl hub, HttpUrl datasetsServer) {
  private static final String OFFICIAL_HOST = "huggingface.co";
  private static final HttpUrl OFFICIAL_DATASETS_SERVER =
      HttpUrl.get("https://datasets-server.huggingface.co/");

  public HubEndpoint {
    Objects.requireNonNull(hub, "hub");
    Objects.requireNonNull(datasetsServer, "datasetsServer");
  }

  /// The endpoint the settings name: `HF_ENDPOINT` and `ML_INTERN_DATASETS_SERVER`.
  ///
  /// @throws HttpFailure.Refused when one of them is not an http(s) address
  public static HubEndpoint of(Settings settings) {
    HttpUrl hub = address(Setting.HF_ENDPOINT, settings.text(Setting.HF_ENDPOINT).orElseThrow());
    return settings
        .text(Setting.ML_INTERN_DATASETS_SERVER)
        .map(text -> new HubEndpoint(hub, address(Setting.ML_INTERN_DATASETS_SERVER, text)))
        .orElseGet(() -> of(hub));
  }

  /// A Hub with its usual dataset viewer: Hugging Face's own, or `/datasets-server` below any
  /// other Hub, which is where the embedded Hub serves it.
  public static HubEndpoint of(HttpUrl hub) {
    if (hub.host().equals(OFFICIAL_HOST)) {
      return new HubEndpoint(hub, OFFICIAL_DATASETS_SERVER);
    }
    return new HubEndpoint(hub, append(hub.newBuilder(), "datasets-server", "").build());
  }

  /// `{hub}/api/{segments}`; each segment is encoded whole, slashes included.
  public HttpUrl.Builder api(String... segments) {
    return append(append(hub.newBuilder(), "api"), segments);
  }

  /// `{hub}/api/{models|datasets|spaces}/{id}/{segments}`.
  public HttpUrl.Builder repoApi(RepoType type, RepoId id, String... segments) {
    return append(append(api(type.apiSegment()), id.segments()), segments);
  }

  /// `{datasets server}/{route}`.
  public HttpUrl.Builder datasets(String route) {
    return append(datasetsServer.newBuilder(), route);
  }

  /// Address of a file's bytes.
  public HttpUrl resolve(RepoType type, RepoId id, String revision, FilePath path) {
    HttpUrl.Builder url = repo(type, id).addPathSegment("resolve");
    append(url, checkedRevision(revision));
    return append(url, path.segments()).build();
  }

  /// Address of the repository for people.
  public String webUrl(RepoType type, RepoId id) {
    return repo(type, id).build().toString();
  }

  /// Address of a file's page for people.
  public String webUrl(RepoType type, RepoId id, String revision, FilePath path) {
    HttpUrl.Builder url = repo(type, id).addPathSegment("blob");
    // Web pages want the slashes of refs/pr/1 as they are.
    append(url, checkedRevision(revision).split("/"));
    return append(url, path.segments()).build().toString();
  }

  /// A revision that is safe as one path segment.
  ///
  /// @throws IllegalArgumentException with a sentence for the reader
  static String checkedRevision(String revision) {
    boolean fits =
        !revision.isEmpty()
            && revision.length() <= 255
            && revision.chars().noneMatch(c -> c <= ' ' || c == 0x7f || "~^:?*[\\".indexOf(c) >= 0)
            && Arrays.stream(revision.split("/", -1))
                .noneMatch(part -> part.isEmpty() || part.startsWith(".") || part.endsWith(".lock"))
            && !revision.contains("..")
            && !revision.contains("@{");
    if (!fits) {
      throw new IllegalArgumentException(
          "`"
              + OneLine.of(revision, 120)
              + "` is not a revision: name a branch, a tag, a commit sha or `refs/pr/N`.");
    }
    return revision;
  }

  private HttpUrl.Builder repo(RepoType type, RepoId id) {
    HttpUrl.Builder url = hub.newBuilder();
    if (type != RepoType.MODEL) {
      append(url, type.apiSegment());
    }
    return append(url, id.segments());
  }

  /// Square brackets too are encoded: as they are, RFC 3986 has no place for them in a path, and
  /// not every server takes them.
  static HttpUrl.Builder append(HttpUrl.Builder url, String... segments) {
    for (String segment : segments) {
      if (segment.indexOf('[') < 0 && segment.indexOf(']') < 0) {
        url.addPathSegment(segment);
      } else {
        url.addEncodedPathSegment(
            segment.replace("%", "%25").replace("[", "%5B").replace("]", "%5D"));
      }
    }
    return url;
  }

  private static HttpUrl address(Setting setting, String text) {
    HttpUrl url = HttpUrl.parse(text);
    if (url == null || url.query() != null || !url.username().isEmpty()) {
      throw new HttpFailure.Refused(
          setting.name()
              + " is not a usable address (`"
              + OneLine.of(text.replaceFirst("//[^/@]*@", "//…@"), 120)
              + "`): it must look like https://huggingface.co.");
    }
    // A base address ends in an empty segment, which addPathSegment replaces.
    return url.newBuilder().addPathSegment("").build();
  }
}
