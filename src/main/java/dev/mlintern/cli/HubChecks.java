package dev.mlintern.cli;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.http.HttpReply;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.hub.Account;
import dev.mlintern.hub.HubAccount;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubFault;
import dev.mlintern.hub.HubToken;
import dev.mlintern.hub.RepoId;
import dev.mlintern.hub.RepoType;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/// `doctor` on the services: the Hub, the token's account, what is left of the quota, GitHub, and
/// whether the dataset for transcripts is private.
final class HubChecks {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Duration LIMIT_OF_TWO = Duration.ofSeconds(7);
  private static final String LOGIN =
      "hf auth login, or set HF_TOKEN (https://huggingface.co/settings/tokens)";
  private static final String NETWORK = "check network, HTTPS_PROXY and HF_ENDPOINT";
  private static final String NO_HUB =
      "HF_ENDPOINT names it: start it ("
          + OwnProgram.typed()
          + " hub), mend the address, or unset the variable";
  private static final String STATUS =
      "wait and run it again; https://status.huggingface.co tells of trouble";

  /// `"api";r=499;t=120` (spec hub-api §4.2).
  private static final Pattern WINDOW =
      Pattern.compile("\"([^\"]*)\"\\s*;\\s*r=(\\d{1,9})\\s*;\\s*t=(\\d{1,9})");

  private final Settings settings;
  private final HubClient hub;

  HubChecks(Settings settings) {
    this.settings = settings;
    this.hub = new Clients(settings).hub();
  }

  /// Whether a Hub that does not answer is something to mend: one that somebody named is, while the
  /// default one is only as far away as the network, and much works without it.
  boolean mustAnswer() {
    return settings
        .explicit(Setting.HF_ENDPOINT)
        .filter(named -> !named.equals(Setting.HF_ENDPOINT.fallback()))
        .isPresent();
  }

  /// The token, whose it is, and where its owner's transcripts would go.
  List<DoctorLine> account() {
    Optional<String> token;
    try {
      token = HubToken.find(settings);
    } catch (HttpFailure.Refused e) {
      return List.of(DoctorLine.fail("token", e.getMessage(), LOGIN));
    }
    if (token.isEmpty()) {
      String found = "none: public repositories can be read, nothing can be written";
      return List.of(
          DoctorLine.warn("token", found, LOGIN), DoctorLine.ok("uploads", "none without a token"));
    }
    List<DoctorLine> lines = new ArrayList<>();
    lines.add(DoctorLine.ok("token", "from " + source()));
    CallScope both = CallScope.lasting(LIMIT_OF_TWO);
    try {
      Account account = new HubAccount(hub).whoami(both.atMost(LIMIT));
      lines.add(role(account));
      lines.add(uploads(account, both.atMost(LIMIT)));
    } catch (HubException e) {
      boolean refused = e.fault() == HubFault.UNAUTHENTICATED;
      String fix = refused ? "the Hub does not take " + source() + ": " + LOGIN : NETWORK;
      lines.add(DoctorLine.fail("account", e.getMessage(), fix));
    } catch (HttpFailure e) {
      lines.add(DoctorLine.warn("account", "not known: " + e.getMessage(), NETWORK));
    }
    return lines;
  }

  private String source() {
    for (Setting variable : List.of(Setting.HF_TOKEN, Setting.HUGGING_FACE_HUB_TOKEN)) {
      if (settings.explicit(variable).isPresent()) {
        return variable.name();
      }
    }
    return HubToken.file(settings).toString();
  }

  private static DoctorLine role(Account account) {
    String role = account.tokenRole().orElse("of unknown role");
    String found = account.name() + ", token " + role;
    return role.equals("read")
        ? DoctorLine.warn(
            "account",
            found + ": uploads, jobs and repositories will be refused",
            "make a token that can write: https://huggingface.co/settings/tokens")
        : DoctorLine.ok("account", found);
  }

  private DoctorLine uploads(Account account, CallScope scope) {
    String check = "uploads";
    if (!settings.flag(Setting.ML_INTERN_SAVE_SESSIONS)) {
      return DoctorLine.ok(check, "off (ML_INTERN_SAVE_SESSIONS=0)");
    }
    String name =
        settings
            .text(Setting.ML_INTERN_SESSION_REPO)
            .orElseThrow()
            .replace("{hf_user}", account.name());
    HttpUrl url;
    try {
      url = hub.addresses().repoApi(RepoType.DATASET, new RepoId(name)).build();
    } catch (IllegalArgumentException | HttpFailure.Refused e) {
      return DoctorLine.fail(
          check, name + " is no dataset: " + e.getMessage(), "mend ML_INTERN_SESSION_REPO");
    }
    try {
      boolean isPrivate = hub.json(HttpRequest.get(url), scope).path("private").asBoolean(false);
      return isPrivate
          ? DoctorLine.ok(check, name + " is private")
          : DoctorLine.fail(
              check,
              name + " is public: transcripts would be readable by everyone",
              "make it private on its settings page, or set ML_INTERN_SAVE_SESSIONS=0");
    } catch (HubException e) {
      if (e.status() == 404) {
        return DoctorLine.ok(check, name + " does not exist yet; it would be made private");
      }
      String fix = "nothing is sent there meanwhile; mend ML_INTERN_SESSION_REPO or the token";
      return DoctorLine.warn(check, name + " cannot be looked at: " + e.getMessage(), fix);
    } catch (HttpFailure e) {
      return DoctorLine.warn(check, name + " cannot be looked at: " + e.getMessage(), NETWORK);
    }
  }

  /// Whether the Hub answers, how fast, and what is left of the request window.
  List<DoctorLine> reach() {
    HttpUrl url;
    try {
      url = hub.addresses().api("models").addQueryParameter("limit", "1").build();
    } catch (HttpFailure.Refused e) {
      return List.of(DoctorLine.fail("hub", e.getMessage(), NO_HUB));
    }
    long begun = System.nanoTime();
    try {
      HttpReply reply = hub.reply(HttpRequest.get(url), CallScope.lasting(LIMIT));
      return List.of(answered(url, begun), quota(reply));
    } catch (HubException e) {
      return switch (e.fault()) {
        // The account's line says what is wrong with the token.
        case UNAUTHENTICATED, FORBIDDEN -> List.of(answered(url, begun));
        case RATE_LIMITED ->
            List.of(
                answered(url, begun),
                DoctorLine.warn("quota", e.getMessage(), "a token has a larger window"));
        default -> List.of(DoctorLine.fail("hub", e.getMessage(), mustAnswer() ? NO_HUB : STATUS));
      };
    } catch (HttpFailure.RateLimited e) {
      return List.of(
          answered(url, begun),
          DoctorLine.warn("quota", e.getMessage(), "a token has a larger window"));
    } catch (HttpFailure e) {
      return List.of(unreached(e));
    }
  }

  private static DoctorLine answered(HttpUrl url, long begun) {
    long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
    return DoctorLine.ok("hub", url.host() + " answers in " + millis + " ms");
  }

  private DoctorLine unreached(HttpFailure e) {
    if (settings.flag(Setting.HF_HUB_OFFLINE)) {
      return DoctorLine.warn("hub", e.getMessage(), "unset HF_HUB_OFFLINE");
    }
    boolean misconfigured = e instanceof HttpFailure.Refused;
    if (misconfigured || mustAnswer()) {
      return DoctorLine.fail("hub", e.getMessage(), misconfigured ? NETWORK : NO_HUB);
    }
    String fix = "check network and HTTPS_PROXY; what needs no Hub works without";
    return DoctorLine.warn("hub", e.getMessage(), fix);
  }

  static DoctorLine quota(HttpReply reply) {
    for (String value : reply.headers().values("RateLimit")) {
      Matcher window = WINDOW.matcher(value);
      if (window.find()) {
        String found = window.group(2) + " requests left for " + window.group(3) + " s";
        return Long.parseLong(window.group(2)) > 0
            ? DoctorLine.ok("quota", found)
            : DoctorLine.warn("quota", found, "wait that long; a token has a larger window");
      }
    }
    return DoctorLine.ok("quota", "this Hub names none");
  }

  /// The GitHub token and whether GitHub takes it.
  List<DoctorLine> github() {
    String check = "github";
    if (settings.explicit(Setting.GITHUB_TOKEN).isEmpty()) {
      String found = "no GITHUB_TOKEN: 60 requests an hour";
      String fix = "set GITHUB_TOKEN (gh auth token); it needs no rights";
      return List.of(DoctorLine.warn(check, found, fix));
    }
    if (settings.flag(Setting.HF_HUB_OFFLINE)) {
      return List.of(DoctorLine.ok(check, "GITHUB_TOKEN is set; not asked (HF_HUB_OFFLINE)"));
    }
    try {
      HttpUrl api = HttpUrl.get(settings.text(Setting.ML_INTERN_GITHUB_API).orElseThrow());
      HttpUrl url = api.newBuilder().addPathSegment("rate_limit").build();
      HttpReply reply = hub.http().send(HttpRequest.get(url), CallScope.lasting(LIMIT));
      String left = Optional.ofNullable(reply.headers().get("x-ratelimit-remaining")).orElse("?");
      return List.of(
          reply.isSuccessful()
              ? DoctorLine.ok(check, "token works, " + left + " requests left this hour")
              : DoctorLine.fail(
                  check,
                  url.host() + " answers " + reply.status() + " to GITHUB_TOKEN",
                  "make a new one (https://github.com/settings/tokens) or unset it"));
    } catch (HttpFailure e) {
      return List.of(DoctorLine.warn(check, "not reachable: " + e.getMessage(), NETWORK));
    }
  }
}
