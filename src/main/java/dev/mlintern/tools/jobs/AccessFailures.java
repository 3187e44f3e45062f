package dev.mlintern.tools.jobs;

import static dev.mlintern.tools.jobs.FailureReason.FORBIDDEN;
import static dev.mlintern.tools.jobs.FailureReason.GATED_REPO;
import static dev.mlintern.tools.jobs.FailureReason.NO_TOKEN;
import static dev.mlintern.tools.jobs.FailureReason.RATE_LIMIT;
import static dev.mlintern.tools.jobs.FailureReason.REPO_NOT_FOUND;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Tokens, gated and private repositories, rights.
final class AccessFailures {
  private static final String ID = "([\\w.\\-]+/[\\w.\\-]+?)";
  private static final Pattern REPO =
      Pattern.compile(
          "(?:[Aa]ccess to (?:model|dataset) |ask for"
              + " access.*huggingface\\.co/(?:datasets/)?|[Dd]ataset"
              + " ['\"]|https?://[^/\\s]+/(?:api/(?:models|datasets|spaces)/|datasets/|spaces/)?)"
              + ID
              + "(?= is"
              + " restricted|['\"]|/resolve|/tree|/revision|/commit|/preupload|/info|[?,;)]|\\.?(?:\\s|$))");
  private static final Pattern GATED = Pattern.compile("(?i)\\b(gated) (?:repo|model|dataset)\\b");
  private static final Pattern ABSENT =
      Pattern.compile("(Repository Not Found|RepositoryNotFoundError|DatasetNotFoundError)");
  private static final String TOKEN_ADVICE =
      "give the job the token: `hf_token: \"inherit\"` (or your own under `secrets` as HF_TOKEN)";

  static final List<FailureRule> RULES =
      List.of(
          FailureRule.of(
              "GatedRepoError|(?i:\\bgated (?:repo|model|dataset)\\b)|is a gated dataset|Access to"
                  + " (?:model|dataset) \\S+ is restricted",
              AccessFailures::gated),
          FailureRule.of(
              "RepositoryNotFoundError|Repository Not Found for url|is not a valid model identifier"
                  + "|DatasetNotFoundError|doesn't exist on the Hub or cannot be accessed",
              AccessFailures::absent),
          FailureRule.of(
              "(?i)api_key not configured \\(no-tty\\)|wandb: ERROR|wandb.*\\bapi key\\b",
              NO_TOKEN,
              "Weights & Biases has no key in the job.",
              "put `WANDB_API_KEY` under `secrets`, or report elsewhere (`report_to=\"trackio\"` or"
                  + " `\"none\"`)"),
          FailureRule.of(
              "(?i)LocalTokenNotFoundError|token is required|Invalid user(?:name or password|"
                  + " token)|\\b401 Client Error|401 Unauthorized|you (?:need|must) (?:to"
                  + " )?(?:provide a `?token|be authenticated|be logged in)|Please (?:log ?in|run"
                  + " `?hf auth login|run `?huggingface-cli login)",
              AccessFailures::unauthorized),
          FailureRule.of(
              "(?i)\\b403 (?:Client Error|Forbidden)|403 Forbidden|don't have the rights? to|not"
                  + " authorized to|write access",
              hit ->
                  hit.is(
                      FORBIDDEN,
                      "The job's token may not do this" + of(hit) + ".",
                      "use a token with write access to that namespace, or a repository in your own"
                          + " (`hub_model_id`)")),
          FailureRule.of(
              "\\b429 (?:Client Error|Too Many Requests)|HfHubHTTPError: 429|(?i:rate limit)",
              RATE_LIMIT,
              "The Hub refused further requests for a while (rate limit).",
              "run it again in some minutes; mount the repository as a volume instead of"
                  + " downloading file by file, and give the job a token, which raises the limit"));

  private AccessFailures() {}

  private static String of(FailureRule.Hit hit) {
    return repo(hit).map(id -> " (`" + id + "`)").orElse("");
  }

  private static Optional<String> repo(FailureRule.Hit hit) {
    return hit.nearby(REPO);
  }

  /// Gated and absent repositories answer 401 as well, and say so on another line.
  private static Optional<JobDiagnosis> unauthorized(FailureRule.Hit hit) {
    if (hit.nearby(GATED).isPresent()) {
      return gated(hit);
    }
    if (hit.nearby(ABSENT).isPresent()) {
      return absent(hit);
    }
    return hit.is(
        NO_TOKEN, "The job called the Hub without a valid token" + of(hit) + ".", TOKEN_ADVICE);
  }

  private static Optional<JobDiagnosis> gated(FailureRule.Hit hit) {
    Optional<String> repo = repo(hit);
    String terms =
        repo.map(id -> "accept the terms of `" + id + "` on its page with the account of the token")
            .orElse("accept the repository's terms on its page with the account of the token");
    return hit.is(
        GATED_REPO,
        repo.map(id -> "`" + id + "`").orElse("A repository")
            + " is gated and the job has no access to it.",
        terms + ", and " + TOKEN_ADVICE);
  }

  private static Optional<JobDiagnosis> absent(FailureRule.Hit hit) {
    Optional<String> repo =
        hit.nearby(
                Pattern.compile(
                    "^(?:OSError: )?([\\w.\\-]+(?:/[\\w.\\-]+)?) is not a local folder"))
            .or(() -> repo(hit));
    return hit.is(
        REPO_NOT_FOUND,
        repo.map(id -> "`" + id + "`").orElse("A repository")
            + " does not exist, or is private and the job has no access to it.",
        "check the name with hub_repo_details; if it is private, " + TOKEN_ADVICE);
  }
}
