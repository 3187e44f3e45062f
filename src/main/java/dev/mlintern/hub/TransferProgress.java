package dev.mlintern.hub;

/// Hears how many more bytes of large files have gone out. Called often, from several threads.
@FunctionalInterface
public interface TransferProgress {
  TransferProgress NONE = _ -> {};

  void sent(long moreBytes);
}
