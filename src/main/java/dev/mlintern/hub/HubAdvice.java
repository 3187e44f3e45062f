package dev.mlintern.hub;

import dev.mlintern.http.HttpReply;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What to do next about an error answer, in one or two sentences.
final class HubAdvice {
  private static final String SET_TOKEN =
      "No token was sent: set HF_TOKEN (or run `hf auth login`) if you have access.";
  private static final Pattern RATE_LIMIT = Pattern.compile("r=(\\d+)\\s*;\\s*t=(\\d+)");

  private HubAdvice() {}

  static String of(HubFault fault, HttpReply reply) {
    boolean tokenSent = reply.credentialSent();
    return switch (fault) {
      case REPO_MISSING ->
          tokenSent
              ? "With the token that was sent there is no such repository: check the spelling and"
                  + " whether it is a model, a dataset or a Space; it may be somebody's private"
                  + " one."
              : "It does not exist, or is private or gated; check spelling and type. " + SET_TOKEN;
      case REVISION_MISSING ->
          "There is no such branch, tag or commit: leave the revision out for the default branch,"
              + " or list the refs.";
      case ENTRY_MISSING -> "There is no such file or folder at this revision: list the files.";
      case GATED ->
          "The repository is gated: its owner must grant access, asked for on the repository's page"
              + " on the Hub. "
              + (tokenSent ? "The token that was sent has none yet." : SET_TOKEN);
      case DISABLED -> "Hugging Face has disabled this repository; use another one.";
      case UNAUTHENTICATED ->
          tokenSent
              ? "The token that was sent was refused; it may be expired or revoked. Make a new one"
                  + " at https://huggingface.co/settings/tokens and set HF_TOKEN."
              : "This needs a token. No token was sent: set HF_TOKEN (or run `hf auth login`).";
      case FORBIDDEN ->
          tokenSent
              ? "The token that was sent lacks this right: use one with the role or permission"
                  + " (https://huggingface.co/settings/tokens), or another namespace."
              : SET_TOKEN;
      case PAYMENT_NEEDED -> "The account needs credits: https://huggingface.co/settings/billing.";
      case NOT_FOUND -> "Check the spelling of what the address names.";
      case CONFLICT -> "It exists already or is being changed: look at it before trying again.";
      case HEAD_MOVED -> "Somebody committed in between: read the new head and repeat the change.";
      case RANGE_OUTSIDE_FILE -> "The file is shorter than the offset asked for.";
      case BAD_REQUEST -> "The request is not valid as it stands: change it before trying again.";
      case TOO_LARGE -> "It is too large for one request: send it in several smaller ones.";
      case RATE_LIMITED -> rateLimit(reply, tokenSent);
      case NOT_READY -> "The answer is still being computed: try again in some seconds.";
      case DATASET_FAULT ->
          "The dataset viewer cannot serve this until the dataset changes: do not retry, read the"
              + " repository's files instead.";
      case UNREADABLE -> "Check HF_ENDPOINT and any proxy in between; trying again may help.";
      case SERVER_TROUBLE -> "The fault is upstream: try again later.";
      case OTHER -> "Do not repeat it unchanged.";
    };
  }

  private static String rateLimit(HttpReply reply, boolean tokenSent) {
    String header = reply.headers().get("RateLimit");
    Matcher limit = RATE_LIMIT.matcher(header == null ? "" : header);
    String token = tokenSent ? "" : " A token (HF_TOKEN) has a higher limit.";
    if (!limit.find()) {
      return "Wait before trying again." + token;
    }
    return limit.group(1).matches("0+")
        ? "Try again in " + limit.group(2) + " s." + token
        : "This is a limit on the action, not on the number of requests: do not repeat it now.";
  }
}
