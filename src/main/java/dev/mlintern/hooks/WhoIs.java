package dev.mlintern.hooks;

import java.util.Objects;
import java.util.Optional;

/// What became of asking the Hub who the user is.
sealed interface WhoIs {
  /// @param identity who it is
  record Known(Identity identity) implements WhoIs {}

  /// @param kind short name of the failure, as in `no_token`
  /// @param advice one sentence for the reader who must act
  /// @param before who it was when the Hub last answered for this token
  record Unknown(String kind, String advice, Optional<Identity> before) implements WhoIs {
    public Unknown {
      Objects.requireNonNull(kind, "kind");
      Objects.requireNonNull(advice, "advice");
      Objects.requireNonNull(before, "before");
    }
  }
}
