package dev.mlintern.tools.sandbox;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.sandbox.SandboxClient;
import java.util.Optional;

/// The sandboxes of this server, as the tools that work inside one see them.
public interface Sandboxes {
  /// The sandbox that `bash`, `read`, `write` and `edit` act in: the one `sandbox_create` made or
  /// took over last. Never creates one.
  ///
  /// Its lease is renewed: it stays for as long as `scope` may still last, and an idle time beyond;
  /// from [#over] on, an idle time.
  ///
  /// @throws dev.mlintern.tools.ToolFailure when there is none, naming the call that mends it
  SandboxClient current(CallScope scope);

  /// The call that [#current] was asked for with this very scope has ended.
  void over(CallScope scope);

  /// Whether there is one that [#current] would give, as far as this process knows.
  boolean hasCurrent();

  /// Whether the sandbox that [#current] gave has ended meanwhile, asked of the Hub: for a call
  /// that it did not answer. A sentence with what became of it; empty when it still runs or nobody
  /// can tell.
  Optional<String> whyGone(CallScope scope);
}
