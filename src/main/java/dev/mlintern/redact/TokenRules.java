package dev.mlintern.redact;

import static dev.mlintern.redact.Chars.ALNUM;
import static dev.mlintern.redact.Chars.BASE64;
import static dev.mlintern.redact.Chars.DIGIT;
import static dev.mlintern.redact.Chars.DOT;
import static dev.mlintern.redact.Chars.EQUALS;
import static dev.mlintern.redact.Chars.HEX;
import static dev.mlintern.redact.Chars.HYPHEN;
import static dev.mlintern.redact.Chars.LOWER;
import static dev.mlintern.redact.Chars.UNDERSCORE;
import static dev.mlintern.redact.Chars.UPPER;
import static dev.mlintern.redact.Chars.WORD;
import static dev.mlintern.redact.Chars.WORD_DOT;
import static dev.mlintern.redact.SecretKind.AWS_KEY_ID;
import static dev.mlintern.redact.SecretKind.AWS_SECRET;
import static dev.mlintern.redact.SecretKind.CHAT_TOKEN;
import static dev.mlintern.redact.SecretKind.CLOUD_KEY;
import static dev.mlintern.redact.SecretKind.GITHUB_TOKEN;
import static dev.mlintern.redact.SecretKind.GITLAB_TOKEN;
import static dev.mlintern.redact.SecretKind.GOOGLE_KEY;
import static dev.mlintern.redact.SecretKind.HF_TOKEN;
import static dev.mlintern.redact.SecretKind.LLM_KEY;
import static dev.mlintern.redact.SecretKind.ML_SERVICE_KEY;
import static dev.mlintern.redact.SecretKind.PACKAGE_TOKEN;
import static dev.mlintern.redact.SecretKind.PAYMENT_KEY;
import static dev.mlintern.redact.SecretKind.PRIVATE_KEY;
import static dev.mlintern.redact.SecretKind.SERVICE_KEY;
import static dev.mlintern.redact.TokenRule.VARIETY;
import static dev.mlintern.redact.TokenRule.token;

import java.util.ArrayList;
import java.util.List;

/// Every token we know by its prefix (harness specification §2.4; the services' own documents;
/// which of the public scanners' kinds are here and which are not: `docs/REDACTION.md`).
///
/// Lengths are the shortest seen, not the usual ones; a short or wordy prefix asks for more
/// variety.
final class TokenRules {
  private static final int ALNUM_UNDERSCORE = ALNUM | UNDERSCORE;
  private static final int PADDED_BASE64 = BASE64 | EQUALS;
  private static final int CAPITALS = UPPER | DIGIT;

  static final List<TokenRule> ALL = all();

  private TokenRules() {}

  private static List<TokenRule> all() {
    List<TokenRule> rules = new ArrayList<>();
    rules.addAll(huggingFace());
    rules.addAll(languageModels());
    rules.addAll(mlServices());
    rules.addAll(codeHosts());
    rules.addAll(clouds());
    rules.addAll(packages());
    rules.addAll(otherServices());
    return List.copyOf(rules);
  }

  private static List<TokenRule> huggingFace() {
    return List.of(
        token(HF_TOKEN, "hf_", ALNUM, 30).joined(34),
        token(HF_TOKEN, "hf_oauth_", WORD_DOT | EQUALS, 16).needing(UPPER | DIGIT),
        token(HF_TOKEN, "hf_jwt_", WORD_DOT | EQUALS, 16).needing(UPPER | DIGIT),
        token(HF_TOKEN, "hf_app_", WORD_DOT | EQUALS, 16).needing(UPPER | DIGIT),
        token(HF_TOKEN, "api_org_", ALNUM, 30).joined(34));
  }

  private static List<TokenRule> languageModels() {
    return List.of(
        token(LLM_KEY, "sk-ant-", WORD, 20).standingAlone(),
        token(LLM_KEY, "sk-ant-api03-", WORD, 80).joined(95).standingAlone(),
        token(LLM_KEY, "sk-proj-", WORD, 20).standingAlone(),
        token(LLM_KEY, "sk-svcacct-", WORD, 20).standingAlone(),
        token(LLM_KEY, "sk-admin-", WORD, 20).standingAlone(),
        token(LLM_KEY, "sk-or-", WORD, 20).standingAlone(),
        token(LLM_KEY, "sk-or-v1-", HEX, 40).joined(64).standingAlone(),
        token(LLM_KEY, "sk-lf-", WORD, 20).needing(VARIETY).standingAlone(),
        token(LLM_KEY, "sk-", ALNUM, 32).joined(48).needing(VARIETY).standingAlone(),
        token(LLM_KEY, "gsk_", ALNUM, 40).joined(52),
        token(LLM_KEY, "r8_", ALNUM, 37).exactly(37).joined(37),
        token(LLM_KEY, "nvapi-", WORD, 40).joined(64),
        token(LLM_KEY, "xai-", WORD, 40).joined(80),
        token(LLM_KEY, "pplx-", ALNUM, 40).joined(48),
        token(LLM_KEY, "csk-", ALNUM, 40).joined(48),
        token(LLM_KEY, "tgp_v1_", WORD, 30).joined(43),
        token(LLM_KEY, "fw_", ALNUM, 22).needing(VARIETY),
        token(LLM_KEY, "esecret_", ALNUM, 20).needing(VARIETY));
  }

  private static List<TokenRule> mlServices() {
    return List.of(
        token(ML_SERVICE_KEY, "wandb_v1_", WORD, 30),
        token(ML_SERVICE_KEY, "lsv2_pt_", ALNUM_UNDERSCORE, 32),
        token(ML_SERVICE_KEY, "lsv2_sk_", ALNUM_UNDERSCORE, 32),
        token(ML_SERVICE_KEY, "jina_", WORD, 40).needing(VARIETY),
        token(ML_SERVICE_KEY, "tvly-", WORD, 20).needing(VARIETY),
        token(ML_SERVICE_KEY, "fc-", HEX, 32).exactly(32).standingAlone(),
        token(ML_SERVICE_KEY, "pcsk_", WORD, 40),
        token(ML_SERVICE_KEY, "llx-", ALNUM, 40),
        token(ML_SERVICE_KEY, "e2b_", HEX, 40),
        token(ML_SERVICE_KEY, "rpa_", ALNUM, 40).needing(VARIETY),
        token(ML_SERVICE_KEY, "KGAT_", HEX, 32),
        token(ML_SERVICE_KEY, "ak-", ALNUM, 22).exactly(22).needing(UPPER | LOWER).standingAlone(),
        token(ML_SERVICE_KEY, "as-", ALNUM, 22).exactly(22).needing(UPPER | LOWER).standingAlone(),
        token(ML_SERVICE_KEY, "pa-", WORD, 40).needing(UPPER | LOWER).standingAlone(),
        token(ML_SERVICE_KEY, "sk_", HEX, 48).exactly(48),
        token(ML_SERVICE_KEY, "glhf_", HEX, 32),
        token(ML_SERVICE_KEY, "dapi", HEX, 32).exactly(32),
        token(ML_SERVICE_KEY, "vck_", ALNUM, 40).needing(VARIETY));
  }

  private static List<TokenRule> codeHosts() {
    List<TokenRule> rules = new ArrayList<>();
    for (String prefix : List.of("ghp_", "gho_", "ghu_", "ghs_", "ghr_")) {
      rules.add(token(GITHUB_TOKEN, prefix, WORD_DOT, 36).joined(36));
    }
    rules.add(token(GITHUB_TOKEN, "github_pat_", ALNUM_UNDERSCORE, 22).joined(82));
    for (String prefix :
        List.of(
            "gldt-",
            "glrt-",
            "glptt-",
            "glsoat-",
            "glcbt-",
            "glimt-",
            "glagent-",
            "glft-",
            "glffct-",
            "gloas-")) {
      rules.add(token(GITLAB_TOKEN, prefix, WORD_DOT, 20));
    }
    rules.add(token(GITLAB_TOKEN, "glpat-", WORD_DOT, 20).joined(20));
    rules.add(token(GITLAB_TOKEN, "GR1348941", WORD, 20));
    rules.add(token(SERVICE_KEY, "ATATT3", WORD | EQUALS, 60));
    rules.add(token(SERVICE_KEY, "ATCTT3", WORD | EQUALS, 60));
    rules.add(token(SERVICE_KEY, "ATBB", ALNUM, 24).needing(VARIETY));
    rules.add(token(SERVICE_KEY, "sgp_", HEX | UNDERSCORE, 40));
    return rules;
  }

  private static List<TokenRule> clouds() {
    List<TokenRule> rules = new ArrayList<>();
    for (String prefix : List.of("AKIA", "ASIA", "ABIA", "ACCA")) {
      rules.add(token(AWS_KEY_ID, prefix, CAPITALS, 16).exactly(16).joined(16));
    }
    rules.add(token(AWS_SECRET, "ABSK", PADDED_BASE64, 100));
    rules.add(token(AWS_SECRET, "bedrock-api-key-", PADDED_BASE64, 20));
    rules.add(token(GOOGLE_KEY, "AIza", WORD, 35).joined(35));
    rules.add(token(GOOGLE_KEY, "ya29.", WORD_DOT, 20));
    rules.add(token(GOOGLE_KEY, "GOCSPX-", WORD, 20).joined(28));
    rules.add(token(GOOGLE_KEY, "1//0", WORD, 30).needing(VARIETY));
    for (String prefix : List.of("dop_v1_", "doo_v1_", "dor_v1_")) {
      rules.add(token(CLOUD_KEY, prefix, HEX, 40).joined(64));
    }
    for (String prefix : List.of("pscale_tkn_", "pscale_oauth_", "pscale_pw_")) {
      rules.add(token(CLOUD_KEY, prefix, WORD_DOT, 30));
    }
    for (String prefix : List.of("dp.pt.", "dp.st.", "dp.sa.", "dp.ct.", "dp.scim.", "dp.audit.")) {
      rules.add(token(CLOUD_KEY, prefix, WORD_DOT, 40));
    }
    rules.add(token(CLOUD_KEY, "LTAI", ALNUM, 16).needing(VARIETY));
    rules.add(token(CLOUD_KEY, "AQVN", WORD, 35).needing(VARIETY));
    rules.add(token(CLOUD_KEY, "sbp_", HEX, 40));
    rules.add(token(CLOUD_KEY, "sb_secret_", WORD, 20).needing(VARIETY));
    rules.add(token(CLOUD_KEY, "AVNS_", WORD, 12));
    rules.add(token(CLOUD_KEY, "hvs.", WORD, 24));
    rules.add(token(CLOUD_KEY, "hvb.", WORD, 60));
    rules.add(token(CLOUD_KEY, "hvr.", WORD, 24));
    rules.add(token(CLOUD_KEY, "fo1_", WORD, 40));
    rules.add(token(CLOUD_KEY, "fm1r_", PADDED_BASE64, 60));
    rules.add(token(CLOUD_KEY, "fm1a_", PADDED_BASE64, 60));
    rules.add(token(CLOUD_KEY, "fm2_", PADDED_BASE64, 60));
    rules.add(token(CLOUD_KEY, "rnd_", ALNUM, 24).needing(UPPER | LOWER));
    rules.add(token(CLOUD_KEY, "nfp_", ALNUM, 32));
    rules.add(token(CLOUD_KEY, "tskey-", WORD, 20));
    rules.add(token(CLOUD_KEY, "HRKU-", WORD, 30));
    rules.add(token(CLOUD_KEY, "v1.0-", HEX | HYPHEN, 100));
    rules.add(token(CLOUD_KEY, "sha256~", WORD, 43));
    rules.add(token(CLOUD_KEY, "pul-", HEX, 40).exactly(40));
    rules.add(token(CLOUD_KEY, "pnu_", ALNUM, 36));
    rules.add(token(CLOUD_KEY, "pnb_", ALNUM, 36));
    return rules;
  }

  private static List<TokenRule> packages() {
    return List.of(
        token(PACKAGE_TOKEN, "npm_", ALNUM, 36).exactly(36).joined(36),
        token(PACKAGE_TOKEN, "pypi-", WORD, 50),
        token(PACKAGE_TOKEN, "rubygems_", HEX, 48),
        token(PACKAGE_TOKEN, "oy2", LOWER | DIGIT, 43).exactly(43).needing(DIGIT),
        token(PACKAGE_TOKEN, "cio", ALNUM, 32).exactly(32).needing(UPPER | LOWER),
        token(PACKAGE_TOKEN, "CLOJARS_", ALNUM, 60),
        token(PACKAGE_TOKEN, "dckr_pat_", WORD, 20),
        token(PACKAGE_TOKEN, "dckr_oat_", WORD, 20),
        token(PACKAGE_TOKEN, "AKCp", ALNUM, 60),
        token(PACKAGE_TOKEN, "cmVmd", ALNUM, 59).exactly(59));
  }

  private static List<TokenRule> otherServices() {
    List<TokenRule> rules = new ArrayList<>();
    rules.add(token(PRIVATE_KEY, "AGE-SECRET-KEY-1", CAPITALS, 58).exactly(58).joined(58));
    for (String prefix : List.of("xoxa-", "xoxb-", "xoxc-", "xoxd-", "xoxe-", "xoxo-", "xoxp-")) {
      rules.add(token(CHAT_TOKEN, prefix, WORD, 10));
    }
    rules.add(token(CHAT_TOKEN, "xoxr-", WORD, 10));
    rules.add(token(CHAT_TOKEN, "xoxs-", WORD, 10));
    rules.add(token(CHAT_TOKEN, "xoxe.xoxb-", WORD, 10));
    rules.add(token(CHAT_TOKEN, "xoxe.xoxp-", WORD, 10));
    rules.add(token(CHAT_TOKEN, "xapp-", WORD, 20).needing(DIGIT));
    for (String prefix :
        List.of("sk_live_", "sk_test_", "sk_prod_", "rk_live_", "rk_test_", "rk_prod_")) {
      rules.add(token(PAYMENT_KEY, prefix, ALNUM, 16));
    }
    rules.add(token(PAYMENT_KEY, "whsec_", PADDED_BASE64, 24).needing(VARIETY));
    rules.add(token(PAYMENT_KEY, "sq0atp-", WORD, 22));
    rules.add(token(PAYMENT_KEY, "sq0csp-", WORD, 22));
    for (String prefix : List.of("shpat_", "shpca_", "shppa_", "shpss_")) {
      rules.add(token(PAYMENT_KEY, prefix, HEX, 32));
    }
    rules.add(token(SERVICE_KEY, "SG.", WORD_DOT, 33).needing(DOT));
    rules.add(token(SERVICE_KEY, "SK", HEX, 32).exactly(32).needing(DIGIT));
    rules.add(token(SERVICE_KEY, "key-", HEX, 32).exactly(32).standingAlone());
    rules.add(token(SERVICE_KEY, "xkeysib-", HEX | HYPHEN, 60));
    rules.add(token(SERVICE_KEY, "figd_", WORD, 30));
    rules.add(token(SERVICE_KEY, "lin_api_", ALNUM, 32));
    rules.add(token(SERVICE_KEY, "lin_oauth_", ALNUM, 32));
    rules.add(token(SERVICE_KEY, "ntn_", ALNUM, 40));
    rules.add(token(SERVICE_KEY, "secret_", ALNUM, 43).exactly(43).needing(UPPER | LOWER));
    rules.add(token(SERVICE_KEY, "PMAK-", HEX | HYPHEN, 50));
    rules.add(token(SERVICE_KEY, "NRAK-", ALNUM, 27));
    rules.add(token(SERVICE_KEY, "NRII-", WORD, 32));
    rules.add(token(SERVICE_KEY, "NRJS-", HEX, 19));
    rules.add(token(SERVICE_KEY, "dt0c01.", WORD_DOT, 80));
    rules.add(token(SERVICE_KEY, "sntrys_", PADDED_BASE64 | UNDERSCORE, 40).needing(VARIETY));
    rules.add(token(SERVICE_KEY, "sntryu_", HEX, 64));
    rules.add(token(SERVICE_KEY, "glsa_", ALNUM_UNDERSCORE, 32).needing(VARIETY));
    rules.add(token(SERVICE_KEY, "glc_", PADDED_BASE64, 32).needing(UPPER | LOWER));
    rules.add(token(SERVICE_KEY, "ops_eyJ", PADDED_BASE64, 100));
    rules.add(token(SERVICE_KEY, "A3-", CAPITALS | HYPHEN, 30).needing(DIGIT).standingAlone());
    rules.add(token(SERVICE_KEY, "tfp_", WORD_DOT | EQUALS, 40).needing(VARIETY));
    rules.add(token(SERVICE_KEY, "ico-", ALNUM, 32).exactly(32).needing(VARIETY).standingAlone());
    rules.add(token(SERVICE_KEY, "API-", CAPITALS, 26).exactly(26).needing(DIGIT));
    rules.add(token(SERVICE_KEY, "pat.", WORD_DOT, 66).needing(UPPER | DIGIT | DOT));
    rules.add(token(SERVICE_KEY, "sat.", WORD_DOT, 66).needing(UPPER | DIGIT | DOT));
    rules.add(token(SERVICE_KEY, "tk-us-", WORD, 48));
    return rules;
  }
}
