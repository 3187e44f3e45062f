package dev.mlintern.tools.sandbox.edit;

/// Takes bytes in their order. They are only there during the call.
@FunctionalInterface
public interface ByteSink {
  void take(byte[] bytes, int offset, int length);
}
