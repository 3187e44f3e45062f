package dev.mlintern.hub;

/// The kinds of repository and their two spellings in addresses (spec hub-api §7).
public enum RepoType {
  MODEL("models", ""),
  DATASET("datasets", "datasets/"),
  SPACE("spaces", "spaces/");

  private final String apiSegment;
  private final String webPrefix;

  RepoType(String apiSegment, String webPrefix) {
    this.apiSegment = apiSegment;
    this.webPrefix = webPrefix;
  }

  /// The segment after `/api/`, e.g. `datasets`.
  public String apiSegment() {
    return apiSegment;
  }

  /// What stands before the id in web and resolve addresses: empty for models, else `datasets/`.
  public String webPrefix() {
    return webPrefix;
  }

  /// `model`, `dataset` or `space`.
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
