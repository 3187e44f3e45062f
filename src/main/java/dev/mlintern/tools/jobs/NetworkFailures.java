package dev.mlintern.tools.jobs;

import static dev.mlintern.tools.jobs.FailureReason.NETWORK;

import java.util.List;

/// The network between the job and what it loads.
final class NetworkFailures {
  private static final String ADVICE =
      "run it again; if it happens again, check that the host named is reachable from outside and"
          + " that the address is right";

  static final List<FailureRule> RULES =
      List.of(
          FailureRule.of(
              "\\b50[0234] (?:Server Error|Bad Gateway|Service Unavailable|Gateway"
                  + " Time-?out|Internal Server Error)",
              NETWORK,
              "The server the job talked to failed (HTTP 5xx).",
              ADVICE),
          FailureRule.of(
              "Max retries exceeded with url|Temporary failure in name resolution|Name or service"
                  + " not known|Failed to establish a new connection|Connection (?:reset by"
                  + " peer|refused|aborted)"
                  + "|(?:Connect|Read)(?:ion)?Timeout(?:Error)?\\b|RemoteDisconnected|IncompleteRead|ConnectError|Could"
                  + " not connect to|error sending request for url|Failed to fetch: `|couldn't"
                  + " connect to ['\"]?https?://|LocalEntryNotFoundError|outgoing traffic has been"
                  + " disabled",
              NETWORK,
              "The job lost its connection while it loaded something; that is not the script's"
                  + " fault.",
              ADVICE));

  private NetworkFailures() {}
}
