package dev.mlintern.policy;

/// Arguments of a gated tool that two readers could read differently: the gate asks, the server
/// refuses.
final class UnclearCall extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnclearCall(String why) {
    super(why, null, false, false);
  }
}
