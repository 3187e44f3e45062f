package dev.mlintern.tools.github;

import dev.mlintern.github.GitHubClient;
import dev.mlintern.github.GitHubException;
import dev.mlintern.tools.ToolFailure;

/// Turns GitHub's error answers into sentences for the reader who must act.
final class GitHubTrouble {
  private GitHubTrouble() {}

  static ToolFailure explain(String what, GitHubException e, GitHubClient client) {
    String upstream = "GitHub: HTTP " + e.status() + ", " + e.getMessage();
    String next =
        switch (e.status()) {
          // No file, and no refusal of GitHub's either.
          case 200 ->
              "Something in between (a sign-in, block or maintenance page) seems to answer; try"
                  + " again"
                  + (client.hasToken()
                      ? "."
                      : ", or set GITHUB_TOKEN: files then come through the API.");
          case 401 ->
              "GITHUB_TOKEN is not valid: replace it, or unset it to read public repositories.";
          case 403, 429 ->
              e.waitTime()
                  .map(
                      wait ->
                          "Rate limit used up; it resets in "
                              + wait.toSeconds()
                              + " s."
                              + (client.hasToken()
                                  ? ""
                                  : " A GITHUB_TOKEN raises the limit from 60 to 5,000 calls an"
                                      + " hour."))
                  .orElse(
                      client.hasToken()
                          ? "The token has no right to this."
                          : "A GITHUB_TOKEN may be needed.");
          case 404 ->
              "Check owner, name and spelling"
                  + (client.hasToken() ? "." : "; a private repository needs GITHUB_TOKEN.");
          case 451 -> "The repository is blocked for legal reasons.";
          default -> e.status() >= 500 ? "GitHub has trouble; try again in a minute." : "";
        };
    return new ToolFailure((what + " failed. " + upstream + ". " + next).strip(), e);
  }
}
