package dev.mlintern.cli;

import static dev.mlintern.cli.DoctorLine.Verdict.FAIL;
import static dev.mlintern.cli.DoctorLine.Verdict.OK;
import static dev.mlintern.cli.DoctorLine.Verdict.WARN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.localhub.EmbeddedHub;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `doctor` says of the services, with a Hub of our own, and with none.
class HubChecksTest {
  @TempDir Path temp;
  private final String token = "hf_" + UUID.randomUUID().toString().replace("-", "");
  private EmbeddedHub hub;

  @BeforeEach
  void serve() throws IOException {
    Path root = Files.createDirectories(temp.resolve("hub"));
    Files.writeString(
        root.resolve("users.json"),
        """
        {"acceptAnyToken": false, "users": [{"name": "ada"}],
         "tokens": [{"token": "%s", "user": "ada", "role": "read"}]}
        """
            .formatted(token));
    hub = EmbeddedHub.start(root, 0);
  }

  @AfterEach
  void stop() throws IOException {
    hub.close();
  }

  @Test
  void namesTheAccountAndWhatAReadTokenCannotDo() {
    List<DoctorLine> lines = new HubChecks(with(token)).account();

    assertThat(lines).extracting(DoctorLine::verdict).containsExactly(OK, WARN, OK);
    assertThat(lines.get(0).found()).isEqualTo("from HF_TOKEN");
    assertThat(lines.get(1).found()).contains("ada", "read", "refused");
    assertThat(lines.get(2).found()).contains("ada/ml-intern-sessions does not exist yet");
    assertThat(lines.toString()).doesNotContain(token);
  }

  @Test
  void aPublicDatasetForTranscriptsIsAFailure() throws IOException {
    hub.close();
    Files.createDirectories(temp.resolve("hub/datasets/ada/ml-intern-sessions"));
    Files.writeString(temp.resolve("hub/datasets/ada/ml-intern-sessions/README.md"), "# mine\n");
    hub = EmbeddedHub.start(temp.resolve("hub"), 0);

    DoctorLine uploads = new HubChecks(with(token)).account().getLast();

    assertThat(uploads.verdict()).isEqualTo(FAIL);
    assertThat(uploads.found()).contains("ada/ml-intern-sessions is public");
    assertThat(uploads.fix()).contains("ML_INTERN_SAVE_SESSIONS=0");
  }

  @Test
  void aTokenTheHubDoesNotTakeIsAFailureThatNamesItsSource() {
    String other = "hf_" + UUID.randomUUID().toString().replace("-", "");

    DoctorLine account = new HubChecks(with(other)).account().getLast();

    assertThat(account.verdict()).isEqualTo(FAIL);
    assertThat(account.fix()).contains("HF_TOKEN");
  }

  @Test
  void withoutATokenItSaysWhatStillWorks() {
    List<DoctorLine> lines = new HubChecks(with("")).account();

    assertThat(lines).extracting(DoctorLine::verdict).containsExactly(WARN, OK);
    assertThat(lines.getFirst().fix()).contains("hf auth login");
    assertThat(lines.getLast().found()).contains("none without a token");
  }

  @Test
  void aHubThatAnswersIsTimedAndADeadOneIsAFailure() throws IOException {
    assertThat(new HubChecks(with(token)).reach())
        .extracting(DoctorLine::verdict)
        .containsExactly(OK, OK);

    int freePort;
    try (var socket = new ServerSocket(0)) {
      freePort = socket.getLocalPort();
    }
    Settings nobody = with(token).with(Setting.HF_ENDPOINT, "http://127.0.0.1:" + freePort);
    assertThat(new HubChecks(nobody).reach())
        .singleElement()
        .extracting(DoctorLine::verdict)
        .isEqualTo(FAIL);
  }

  @Test
  void theDefaultHubOutOfReachIsAWarningBecauseMuchWorksWithoutIt() throws IOException {
    String nobody;
    try (var socket = new ServerSocket(0)) {
      nobody = "http://127.0.0.1:" + socket.getLocalPort();
    }
    Settings noNetwork =
        Settings.of(Map.of("HTTPS_PROXY", nobody, "HF_HOME", temp.toString()), temp);

    DoctorLine line = new HubChecks(noNetwork).reach().getFirst();

    assertThat(line.verdict()).isEqualTo(WARN);
    assertThat(line.found()).contains("huggingface.co");
    assertThat(line.fix()).contains("HTTPS_PROXY").doesNotContain("HF_ENDPOINT");
  }

  @Test
  void aHubThatAnswersWithAnErrorIsAFailureWhateverItsName() throws IOException {
    try (var broken = new MockWebServer()) {
      broken.setDispatcher(
          new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
              return new MockResponse.Builder().code(501).body("not today").build();
            }
          });
      broken.start();
      Settings there = with(token).with(Setting.HF_ENDPOINT, broken.url("/").toString());

      DoctorLine line = new HubChecks(there).reach().getFirst();

      assertThat(line.verdict()).isEqualTo(FAIL);
      assertThat(line.found()).contains("501");
      assertThat(line.fix()).contains("HF_ENDPOINT");
    }
  }

  @Test
  void aHubThatOnlyRefusesTheTokenIsReachable() {
    String other = "hf_" + UUID.randomUUID().toString().replace("-", "");

    assertThat(new HubChecks(with(other)).reach().getFirst().verdict()).isEqualTo(OK);
  }

  @Test
  void anAddressThatIsNoneIsNamed() {
    Settings wrong = with(token).with(Setting.HF_ENDPOINT, "hub.example");

    DoctorLine line = new HubChecks(wrong).reach().getFirst();

    assertThat(line.verdict()).isEqualTo(FAIL);
    assertThat(line.found()).contains("HF_ENDPOINT");
  }

  @Test
  void offlineModeIsSaidAndNothingIsAsked() {
    Settings offline =
        with(token)
            .with(Setting.HF_HUB_OFFLINE, "1")
            .with(Setting.HF_ENDPOINT, "https://hub.invalid");

    DoctorLine line = new HubChecks(offline).reach().getFirst();

    assertThat(line.verdict()).isEqualTo(WARN);
    assertThat(line.found()).contains("HF_HUB_OFFLINE");
  }

  private Settings with(String hfToken) {
    return Settings.of(
        Map.of(
            "HF_ENDPOINT", hub.endpoint().toString(),
            "HF_HOME", temp.resolve("hf").toString(),
            "HF_TOKEN", hfToken),
        temp);
  }
}
