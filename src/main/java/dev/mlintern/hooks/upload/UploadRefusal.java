package dev.mlintern.hooks.upload;

/// A session that is not uploaded, and why: one line for the user.
public final class UploadRefusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final UploadFault fault;

  UploadRefusal(UploadFault fault, String why) {
    super(why, null, false, false);
    this.fault = fault;
  }

  public UploadFault fault() {
    return fault;
  }
}
