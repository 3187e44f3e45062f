package dev.mlintern.redact;

import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// The texts of harness specification §2.5, with made-up secrets from a seed.
public final class SecretCases {
  /// @param id the specification's number
  /// @param text what is redacted
  /// @param secrets parts that must not survive
  /// @param kept parts that must survive
  public record Case(String id, String text, List<String> secrets, List<String> kept) {
    @Override
    public String toString() {
      return id;
    }
  }

  private static final String KNOWN_NAME = "MY_DEPLOY_SECRET";

  private final RandomSecrets random;
  private final String knownValue;
  private final List<Case> cases = new ArrayList<>();

  private SecretCases(long seed) {
    this.random = new RandomSecrets(seed);
    this.knownValue = random.alnum(40);
  }

  public static SecretCases of(long seed) {
    var cases = new SecretCases(seed);
    cases.tokens();
    cases.cloudsAndHeaders();
    cases.assignments();
    cases.addressesAndKeys();
    cases.services();
    cases.hidden();
    return cases;
  }

  public List<Case> all() {
    return cases;
  }

  /// Variables in which the value of cases S62 and S63 stands.
  public Map<String, String> environment() {
    return Map.of(KNOWN_NAME, knownValue);
  }

  /// Knows the value of cases S62 and S63.
  Redactor redactor() {
    return Redactor.knowing(KnownSecrets.builder().add(KNOWN_NAME, knownValue).build());
  }

  private void add(String id, String text, String... secrets) {
    cases.add(new Case(id, text, List.of(secrets), List.of()));
  }

  private void addKeeping(String id, String text, List<String> secrets, String... kept) {
    cases.add(new Case(id, text, secrets, List.of(kept)));
  }

  private void tokens() {
    String hf = random.huggingFaceToken();
    add("S01", "here is my token " + hf + " ok", hf);
    addKeeping("S02", "(\"" + hf + "\"),", List.of(hf), "(\"", "\"),");
    addKeeping(
        "S03", "https://huggingface.co/api/x?token=" + hf + "&a=1", List.of(hf), "?token=", "&a=1");
    String jwt = random.jwt();
    String lastPart = jwt.substring(jwt.lastIndexOf('.') + 1);
    add("S04", "hf_" + "oauth_" + jwt, jwt, lastPart);
    add("S05", "hf_" + "jwt_" + jwt, jwt, lastPart);
    String org = "api_" + "org_" + random.letters(34);
    add("S06", "use " + org, org);
    String body = random.word(80);
    add("S07", "sk-" + "ant-api03-" + body + "AA", body);
    String plain = random.alnum(48);
    add("S08", "key is sk-" + plain, plain);
    String half = random.word(74);
    String otherHalf = random.word(74);
    add("S09", "sk-" + "proj-" + half + "T3Blbk" + "FJ" + otherHalf, half, otherHalf);
    String hex = random.hex(64);
    add("S10", "sk-" + "or-v1-" + hex, hex);
    String gh = random.gitHubToken();
    add("S11", "git clone with " + gh, gh);
    String first = random.alnum(22);
    String second = random.alnum(59);
    add("S12", "github" + "_pat_" + first + "_" + second, first, second);
    String ghs = "gh" + "s_" + random.alnum(36);
    addKeeping(
        "S13",
        "https://x-access-token:" + ghs + "@github.com/o/r.git",
        List.of(ghs),
        "@github.com/o/r.git");
    String id = "AK" + "IA" + random.capitals(16);
    add("S14", "id " + id, id);
  }

  private void cloudsAndHeaders() {
    String id = "AK" + "IA" + random.capitals(16);
    String secret = random.base64(40);
    addKeeping(
        "S15", "export AWS_SECRET_ACCESS_KEY=" + secret, List.of(secret), "AWS_SECRET_ACCESS_KEY=");
    add(
        "S16",
        "[default]\naws_access_key_id = " + id + "\naws_secret_access_key = " + secret + "\n",
        id,
        secret);
    String session = random.base64(300);
    add("S17", "AWS_SESSION_TOKEN=IQoJb3JpZ2luX2Vj" + session, session);
    String bearer = random.alnum(32);
    add("S18", "Authorization: Bearer " + bearer, bearer);
    String odd = random.alnum(10) + "/" + random.alnum(20) + "+" + random.alnum(8) + "==";
    add("S19", "curl -H \"Authorization: Bearer " + odd + "\"", odd, odd.substring(11, 31));
    String basic = base64("user:" + random.alnum(8));
    add("S20", "Authorization: Basic " + basic, basic);
    String header = random.alnum(24);
    add("S21", "-H 'X-Api-Key: " + header + "'", header);
  }

  private void assignments() {
    String value = random.alnum(20);
    addKeeping("S22", "HF_TOKEN=" + value, List.of(value), "HF_TOKEN=");
    String password = "p4ss-" + random.alnum(12);
    addKeeping("S23", "export DB_PASSWORD=\"" + password + "\"", List.of(password), "=\"");
    String key = random.alnum(40);
    add("S24", "OPENAI_API_KEY='" + key + "'", key);
    String apiKey = random.alnum(32);
    addKeeping(
        "S25",
        "{\"api_key\":\"" + apiKey + "\",\"model\":\"x\"}",
        List.of(apiKey),
        "\"model\":\"x\"}");
    String wandb = random.hex(40);
    String inner = JsonObject.builder().put("WANDB_API_KEY", wandb).put("n", 1).build().toJson();
    add("S26", "{\"output\":" + JsonWriter.quote(inner) + "}", wandb);
    String hunter = "hunter2-" + random.alnum(6);
    addKeeping(
        "S27",
        "cfg = {'password': '" + hunter + "', 'user': 'bob'}",
        List.of(hunter),
        "'user': 'bob'}");
    String environ = random.alnum(30);
    add("S28", "os.environ[\"MY_SECRET\"] = \"" + environ + "\"", environ);
    String yaml = random.alnum(30);
    addKeeping("S29", "client_secret: " + yaml, List.of(yaml), "client_secret: ");
    String login = random.hex(40);
    add("S30", "wandb login " + login, login);
    String hf = random.huggingFaceToken();
    addKeeping(
        "S31",
        "hf auth login --token " + hf + " --add-to-git-credential",
        List.of(hf),
        "--add-to-git-credential");
    String flag = "pw" + random.alnum(10);
    addKeeping("S32", "mysql --password=" + flag + " -u root", List.of(flag), " -u root");
  }

  private void addressesAndKeys() {
    String password = "Pa55w0rd" + random.alnum(6);
    addKeeping(
        "S33",
        "postgresql://app:" + password + "@db.internal:5432/x",
        List.of(password),
        "postgresql://app:",
        "@db.internal:5432/x");
    String redis = random.alnum(24);
    add("S34", "redis://:" + redis + "@cache:6379/0", redis);
    String jwt = random.jwt();
    add("S35", "id=" + jwt, jwt, jwt.substring(jwt.lastIndexOf('.') + 1));
    String[] body = random.pemBody(6);
    String pem = random.pem("RSA PRIVATE KEY", "\n", body);
    addKeeping("S36", "before\n" + pem + "\nafter", List.of(body), "before\n", "\nafter");
    String[] other = random.pemBody(5);
    add(
        "S37",
        "{\"file\":" + JsonWriter.quote(random.pem("PRIVATE KEY", "\n", other)) + ",\"n\":1}",
        other);
    String[] cut = random.pemBody(4);
    add(
        "S38",
        RandomSecrets.dashes("BEGIN OPENSSH PRIVATE KEY") + "\n" + String.join("\n", cut),
        cut);
  }

  private void services() {
    String slack = random.digits(12) + "-" + random.digits(13) + "-" + random.alnum(24);
    add("S39", "xox" + "b-" + slack, slack);
    String hook = random.alnum(24);
    add(
        "S40",
        "https://hooks.slack.com/services/T"
            + random.capitals(8)
            + "/B"
            + random.capitals(8)
            + "/"
            + hook,
        hook);
    String google = "AI" + "za" + random.word(35);
    add("S41", "key=" + google, google);
    String gitlab = random.word(20);
    add("S42", "gl" + "pat-" + gitlab, gitlab);
    String npm = "np" + "m_" + random.alnum(36);
    add("S43", "//registry.example.org/:_authToken=" + npm, npm);
    String pypi = random.word(120);
    add("S44", "py" + "pi-AgEIcHlwaS5vcmc" + pypi, pypi);
    String groq = random.alnum(52);
    add("S45", "gs" + "k_" + groq, groq);
    String replicate = random.alnum(37);
    add("S46", "r8" + "_" + replicate, replicate);
    String nvidia = random.word(64);
    add("S47", "nv" + "api-" + nvidia, nvidia);
    String stripe = random.alnum(24);
    add("S48", "sk" + "_live_" + stripe, stripe);
  }

  private void hidden() {
    String hf = random.huggingFaceToken();
    String encoded = base64("HF_TOKEN=" + hf);
    add("S49", "echo " + encoded + " | base64 -d", encoded, encoded.substring(16, 40));
    add("S50", hf.substring(0, 20) + "\n" + hf.substring(20), hf.substring(20));
    add(
        "S51",
        "tok = \"" + hf.substring(0, 12) + "\" + \"" + hf.substring(12) + "\"",
        hf.substring(12));
    add(
        "S52",
        hf.substring(0, 10) + "\u001b[32m" + hf.substring(10, 25) + "\u001b[0m" + hf.substring(25),
        hf.substring(10, 25),
        hf.substring(25));
    String body = random.letters(34);
    add("S53", "https://user:hf%5F" + body + "@huggingface.co/x", body);
    add("S54", "{\"" + hf + "\":1}", hf);
    String netrc = random.letters(22);
    add("S55", "machine huggingface.co login bob password " + netrc, netrc);
    String credential = "AS" + "IA" + random.capitals(16);
    String signature = random.hex(64);
    add(
        "S56",
        "https://b.s3.amazonaws.com/k?X-Amz-Credential="
            + credential
            + "%2F20260612%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20260612T000000Z"
            + "&X-Amz-Signature="
            + signature,
        credential,
        signature);
    String account = random.base64(86) + "==";
    add("S57", "AccountName=x;AccountKey=" + account + ";EndpointSuffix=y", account);
    String cookie = random.alnum(64);
    add("S58", "Cookie: theme=dark; token=" + cookie, cookie);
    String bot = random.digits(10) + ":" + random.word(35);
    add("S59", "https://api.telegram.org/bot" + bot + "/getMe", bot, bot.substring(11));
    add("S60", "password = \"correct horse battery\"", "correct horse battery");
    String docker = random.huggingFaceToken();
    addKeeping("S61", "ENV HF_TOKEN " + docker, List.of(docker), "ENV HF_TOKEN ");
    add("S62", "echo result " + knownValue, knownValue);
    String wrapped = base64("u:" + knownValue);
    add("S63", "auth " + wrapped, wrapped.substring(8, wrapped.length() - 8));
    addKeeping("S64", "https://bob:" + docker + "@huggingface.co/bob/m", List.of(docker), "/bob/m");
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
