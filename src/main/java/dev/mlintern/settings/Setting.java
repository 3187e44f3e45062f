package dev.mlintern.settings;

/// Every environment variable the product reads: the one list behind [Settings], `doctor` and the
/// table in the guide.
///
/// Names people know keep their names (Hugging Face's, GitHub's, the original's); ours start with
/// `ML_INTERN_`.
public enum Setting {
  HF_TOKEN("Hugging Face token; wins over the stored token file", Kind.SECRET, ""),
  HUGGING_FACE_HUB_TOKEN("Older name of HF_TOKEN", Kind.SECRET, ""),
  HF_TOKEN_PATH("Token file (default: $HF_HOME/token)", Kind.PATH, ""),
  HF_HOME("Root of Hugging Face's local state (default: ~/.cache/huggingface)", Kind.PATH, ""),
  XDG_CACHE_HOME("Where HF_HOME lies when it is not set", Kind.PATH, ""),
  HF_ENDPOINT("Address of the Hub", Kind.URL, "https://huggingface.co"),
  HF_HUB_OFFLINE("No network calls at all", Kind.FLAG, "0"),
  HF_HUB_DISABLE_IMPLICIT_TOKEN("Do not send the stored token on reads", Kind.FLAG, "0"),
  HF_HUB_USER_AGENT_ORIGIN("Appended to the user agent as origin/…", Kind.TEXT, ""),
  ML_INTERN_DATASETS_SERVER(
      "Address of the dataset viewer API (default: Hugging Face's, or HF_ENDPOINT's own for an"
          + " embedded Hub)",
      Kind.URL,
      ""),
  GITHUB_TOKEN("GitHub token: a higher rate limit and code search", Kind.SECRET, ""),
  ML_INTERN_GITHUB_API(
      "Address of the GitHub API (an enterprise server)", Kind.URL, "https://api.github.com"),
  ML_INTERN_GITHUB_RAW(
      "Where files of public repositories are read without a token",
      Kind.URL,
      "https://raw.githubusercontent.com"),
  BRAVE_API_KEY("Brave Search API key, for web_search", Kind.SECRET, ""),
  TAVILY_API_KEY("Tavily API key, for web_search", Kind.SECRET, ""),
  SEARXNG_URL("A SearXNG instance with its JSON format on, for web_search", Kind.URL, ""),
  ML_INTERN_WEB_SEARCH(
      "Search page used when no other service is set up",
      Kind.URL,
      "https://html.duckduckgo.com/html/"),
  S2_API_KEY("Semantic Scholar API key", Kind.SECRET, ""),
  ML_INTERN_S2_API(
      "Address of the Semantic Scholar API", Kind.URL, "https://api.semanticscholar.org"),
  ML_INTERN_ARXIV("Address of arXiv's pages", Kind.URL, "https://arxiv.org"),
  ML_INTERN_ARXIV_API("Address of arXiv's search API", Kind.URL, "https://export.arxiv.org"),
  ML_INTERN_AR5IV("Address of ar5iv", Kind.URL, "https://ar5iv.labs.arxiv.org"),
  HTTPS_PROXY("Proxy for https addresses", Kind.URL, ""),
  HTTP_PROXY("Proxy for http addresses", Kind.URL, ""),
  ALL_PROXY("Proxy for both, when the others are not set", Kind.URL, ""),
  NO_PROXY("Comma-separated hosts that go direct", Kind.TEXT, ""),
  SSL_CERT_FILE("Extra certificate authorities, PEM", Kind.PATH, ""),
  ML_INTERN_HOME("State folder: ledger, queues, leases, audit log", Kind.PATH, "~/.ml-intern"),
  ML_INTERN_TOOLSETS("Toolsets to serve, comma-separated", Kind.TEXT, ""),
  ML_INTERN_TOOLS("Single tools to serve, comma-separated", Kind.TEXT, ""),
  ML_INTERN_EXCLUDE("Tools not to serve, comma-separated", Kind.TEXT, ""),
  ML_INTERN_READ_ONLY("Serve only tools that change nothing", Kind.FLAG, "0"),
  ML_INTERN_TOOL_TIMEOUT("Overall deadline of one tool call, seconds", Kind.NUMBER, "45"),
  ML_INTERN_CACHE("Keep HTTP answers on disk between runs", Kind.FLAG, "0"),
  ML_INTERN_YOLO("Approve within the budget cap without asking", Kind.FLAG, "0"),
  ML_INTERN_YOLO_CAP_USD(
      "Dollars a session may spend without asking; not set: no cap", Kind.NUMBER, ""),
  ML_INTERN_MAX_JOB_USD(
      "Worst case of a single job or sandbox hour above which it is refused", Kind.NUMBER, ""),
  ML_INTERN_CONFIRM_CPU_JOBS("Ask before CPU jobs as well", Kind.FLAG, "1"),
  ML_INTERN_CONFIRM_SANDBOX("Ask before CPU sandboxes as well", Kind.FLAG, "0"),
  ML_INTERN_STRICT_WRITES(
      "Ask before social writes to other people's repositories and before cancelling jobs this"
          + " session did not start",
      Kind.FLAG,
      "0"),
  ML_INTERN_ALLOW_PUBLIC("Treat publishing like any other repository write", Kind.FLAG, "0"),
  ML_INTERN_ALLOW_SCHEDULED(
      "Let clients without the approval hook create scheduled jobs", Kind.FLAG, "0"),
  ML_INTERN_ALLOW_REPO_REMOVAL(
      "Let clients without the approval hook delete and move repositories", Kind.FLAG, "0"),
  ML_INTERN_SHELL_GATE("Ask before shell commands that go round the gate", Kind.FLAG, "1"),
  ML_INTERN_UPLOAD_ROOTS(
      "Further folders hf_repo_files may upload local files from, separated like PATH",
      Kind.TEXT,
      ""),
  ML_INTERN_SAVE_SESSIONS(
      "Upload redacted transcripts to your own private dataset", Kind.FLAG, "1"),
  ML_INTERN_SESSION_REPO("Dataset for transcripts", Kind.TEXT, "{hf_user}/ml-intern-sessions"),
  ML_INTERN_REDACT_PII(
      "Also replace e-mail addresses and home folders in uploaded transcripts", Kind.FLAG, "0"),
  ML_INTERN_UPLOAD_TOOL_RESULTS(
      "Also upload the large tool results kept beside a transcript", Kind.FLAG, "0"),
  ML_INTERN_LOCAL_MODE("Work on this machine instead of a cloud sandbox", Kind.FLAG, "0"),
  ML_INTERN_SANDBOX_START_SECONDS(
      "How long a new sandbox may take until it answers; then it is cancelled", Kind.NUMBER, "120"),
  CLAUDE_CODE_SESSION_ID("Set by Claude Code: the session whose budget is used", Kind.TEXT, ""),
  CLAUDE_PROJECT_DIR("Set by Claude Code: the project's folder", Kind.PATH, ""),
  CLAUDE_CONFIG_DIR("Claude Code's own folder (default: ~/.claude)", Kind.PATH, "");

  /// What a value means.
  public enum Kind {
    FLAG,
    NUMBER,
    PATH,
    SECRET,
    TEXT,
    URL
  }

  private final String description;
  private final Kind kind;
  private final String fallback;

  Setting(String description, Kind kind, String fallback) {
    this.description = description;
    this.kind = kind;
    this.fallback = fallback;
  }

  public String description() {
    return description;
  }

  public Kind kind() {
    return kind;
  }

  /// The value when the variable is not set or blank; empty means "none".
  public String fallback() {
    return fallback;
  }
}
