package dev.mlintern.redact;

/// What a rule found. The name is what markers and reports show, so it says nothing about the
/// value.
public enum SecretKind {
  PRIVATE_KEY,
  HF_TOKEN,
  LLM_KEY,
  ML_SERVICE_KEY,
  GITHUB_TOKEN,
  GITLAB_TOKEN,
  AWS_KEY_ID,
  AWS_SECRET,
  GOOGLE_KEY,
  AZURE_KEY,
  CLOUD_KEY,
  PACKAGE_TOKEN,
  CHAT_TOKEN,
  WEBHOOK,
  PAYMENT_KEY,
  SERVICE_KEY,
  JWT,
  PRESIGNED_URL,
  URL_PARAMETER,
  URL_PASSWORD,
  AUTH_HEADER,
  BEARER,
  HEADER,
  COOKIE,
  CLI_LOGIN,
  CLI_FLAG,
  NETRC,
  ENV_SPACE,
  ASSIGNMENT,
  MEMBER,
  BASE64,
  HEX,
  /// The whole text was replaced because its redaction did not settle.
  UNSETTLED
}
