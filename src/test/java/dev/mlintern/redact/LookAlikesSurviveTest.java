package dev.mlintern.redact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Harness specification §2.6: what looks like a secret and is none stays as it is, byte for byte.
public class LookAlikesSurviveTest {
  private static final Redactor REDACTOR = Redactor.withoutKnownSecrets();
  private static final long FIRST_SEED = System.nanoTime();
  private static final int SEEDS = 25;

  @TestFactory
  Stream<DynamicTest> look_alikes_survive_byte_for_byte() {
    return lookAlikes(new RandomSecrets(0)).keySet().stream()
        .map(
            id ->
                DynamicTest.dynamicTest(
                    id,
                    () -> {
                      for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
                        survives(lookAlikes(new RandomSecrets(seed)).get(id));
                      }
                    }));
  }

  /// Texts of harness specification §2.6, by number.
  public static Map<String, String> texts(long seed) {
    return lookAlikes(new RandomSecrets(seed));
  }

  private static void survives(String text) {
    assertThat(REDACTOR.redact(text)).isEqualTo(text);
    String line = JsonObject.builder().put("type", "text").put("text", text).build().toJson();
    assertThat(REDACTOR.redact(line)).isEqualTo(line);
    String lines = "before\n" + text + "\nafter\n";
    assertThat(REDACTOR.redact(lines)).isEqualTo(lines);
  }

  private static Map<String, String> lookAlikes(RandomSecrets random) {
    Map<String, String> texts = new LinkedHashMap<>();
    hashes(texts, random);
    names(texts);
    tokensOfText(texts);
    references(texts);
    texts.put(
        "P23 base64 of a sentence",
        SecretCases.base64("The quick brown fox jumps over the lazy dog, twice a day."));
    texts.put("P24 public key", random.pem("PUBLIC KEY", "\n", random.pemBody(4)));
    texts.put("P24 certificate", random.pem("CERTIFICATE", "\n", random.pemBody(9)));
    texts.put(
        "P25 ssh public key",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + random.base64(43) + " me@host");
    texts.put("P29 integrity", "\"integrity\": \"sha512-" + random.base64(86) + "==\"");
    texts.put("P39 csv", "1," + random.digits(40) + ",x");
    return texts;
  }

  private static void hashes(Map<String, String> texts, RandomSecrets random) {
    String sha = random.hex(40);
    texts.put("P01 git sha", "commit " + sha);
    texts.put("P01 bare git sha", sha);
    texts.put("P02 short sha", "[main " + random.hex(7) + "] Fix the loader");
    texts.put("P03 sha256", "sha256:" + random.hex(64));
    texts.put("P04 etag", "etag: \"" + random.hex(32) + "\"");
    texts.put("P20 job id", "job " + random.hex(24) + " started");
    texts.put("P21 uuid", "\"uuid\": \"" + uuid(random) + "\", run " + uuid(random));
    texts.put("P27 digest", "ghcr.io/o/image@sha256:" + random.hex(64));
    texts.put("P34 xet hash", random.hex(64));
    texts.put("P33 wandb run", "wandb: run-20260612_153510-ab12cd34");
  }

  private static String uuid(RandomSecrets random) {
    return String.join(
        "-", random.hex(8), random.hex(4), random.hex(4), random.hex(4), random.hex(12));
  }

  private static void names(Map<String, String> texts) {
    texts.put("P05 repositories", "hf_models/bert-base-uncased, meta-llama/Llama-3.1-8B-Instruct");
    texts.put(
        "P06 names with hf_",
        "hf_jobs hf_inspect_dataset hf_repo_files hf_transfer hf_hub_download hf_xet"
            + " mcp__ml-intern__hf_jobs");
    texts.put("P07 switches", "HF_HUB_ENABLE_HF_TRANSFER=1 TOKENIZERS_PARALLELISM=false");
    texts.put("P12 slug", "risk-aware-multi-task-reinforcement-learning-with-human-feedback-2026");
    texts.put("P13 slug", "task-conditioned-multi-modal-pretraining-for-robot-manipulation-v2");
    texts.put("P14 packages", "pip install scikit-learn sk-learn-extra");
    texts.put(
        "P15 models",
        "Qwen/Qwen2.5-72B-Instruct-GPTQ-Int4 deepseek-ai/DeepSeek-V4-Pro:novita"
            + " anthropic/claude-opus-4.8:fal-ai");
    texts.put("P22 papers", "arXiv:2402.03300v3, doi:10.48550/arXiv.1706.03762, 2305.18290");
    texts.put("P28 shards", "model-00001-of-00004.safetensors model-00002-of-00004.safetensors");
    texts.put(
        "P36 names of keys",
        "secret_name: my-secret  key_name: foo  primary_key: id  public_key: abc  monkey=banana");
    texts.put("P38 models", "openai/gpt-oss-120b:cerebras gpt-5.5:fal-ai");
  }

  private static void tokensOfText(Map<String, String> texts) {
    texts.put(
        "P08 special tokens",
        "eos_token: </s>  pad_token=<pad>  bos_token=\"<s>\" image_token: <image>");
    texts.put("P09 token counts", "max_tokens=2048 total_tokens: 123456 \"prompt_tokens\": 88");
    texts.put("P10 prose", "The next token: the model predicts a token = 5 logits");
    texts.put("P11 code", "pad_token = tokenizer.eos_token");
    texts.put("P37 code", "trainer.push_to_hub(\"me/model-sft-v1\", token=True)");
    texts.put("P40 types", "\"token_type\": \"bearer\", \"token_type_ids\": [0,0,0]");
    texts.put("P35 prose", "the secret: practice daily. Password: required field");
    texts.put("P30 prose", "The bearer of good news; bearer authentication is supported");
  }

  private static void references(Map<String, String> texts) {
    texts.put(
        "P16 variables",
        "HF_TOKEN=$HF_TOKEN OPENAI_API_KEY=${OPENAI_API_KEY} GITHUB_TOKEN=<github-token>"
            + " HF_TOKEN=hf_...");
    texts.put(
        "P17 blanks", "api_key=\"YOUR_API_KEY\" token=your-token-here password=changeme_example");
    texts.put("P18 look-ups", "token = os.environ[\"HF_TOKEN\"]");
    texts.put("P18 other look-up", "key = os.getenv(\"OPENAI_API_KEY\")");
    texts.put(
        "P19 types", "def f(hf_token: str | None = None, password: Optional[str] = None) -> None:");
    texts.put(
        "P26 addresses", "http://localhost:8000/v1 https://user@host/path git@github.com:o/r.git");
    texts.put(
        "P31 headers",
        "Authorization: Bearer $HF_TOKEN\nAuthorization: Bearer <token>\nBearer {token}");
    texts.put("P32 markers", "[REDACTED_HF_TOKEN] [REDACTED:JWT] token=[REDACTED:HF_TOKEN]");
  }
}
