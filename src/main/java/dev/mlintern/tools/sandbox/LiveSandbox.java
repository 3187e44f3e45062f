package dev.mlintern.tools.sandbox;

import dev.mlintern.policy.SandboxLease;
import java.util.Objects;
import okhttp3.HttpUrl;

/// A sandbox that answers.
///
/// @param address where it answers
record LiveSandbox(SandboxLease lease, HttpUrl address) {
  LiveSandbox {
    Objects.requireNonNull(lease, "lease");
    Objects.requireNonNull(address, "address");
  }

  LiveSandbox with(SandboxLease changed) {
    return new LiveSandbox(changed, address);
  }
}
