package dev.mlintern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.hooks.upload.SharedTraces;
import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubCredentials;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubRepos;
import dev.mlintern.hub.RepoId;
import dev.mlintern.hub.RepoType;
import dev.mlintern.localhub.EmbeddedHub;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ShareTracesCommandTest {
  private static final RepoId DATASET = new RepoId("local/ml-intern-sessions");

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private EmbeddedHub server;
  private HttpStack http;
  private HubClient hub;

  @BeforeEach
  void start() throws IOException {
    server = EmbeddedHub.start(folder.resolve("hub"), 0);
  }

  @AfterEach
  void stop() throws IOException {
    http.close();
    server.close();
  }

  private int run(Map<String, String> more, String... arguments) {
    var environment =
        new HashMap<>(
            Map.of(
                "HF_ENDPOINT", server.endpoint().toString(), "HF_TOKEN", "hf_" + "t".repeat(34)));
    environment.putAll(more);
    Settings settings = Settings.of(environment, folder);
    http = HttpStack.create(settings, HubCredentials.of(settings));
    hub = HubClient.create(settings, http);
    var command = new ShareTracesCommand();
    new CommandLine(command)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .parseArgs(arguments);
    return command.run(new SharedTraces(hub, settings));
  }

  private Optional<Boolean> isPrivate() {
    try {
      return Optional.of(
          new HubRepos(hub)
              .infoNow(RepoType.DATASET, DATASET, CallScope.lasting(Duration.ofSeconds(30)))
              .isPrivate());
    } catch (HubException e) {
      assertThat(e.status()).isEqualTo(404);
      return Optional.empty();
    }
  }

  @Test
  void looking_makes_no_dataset() {
    assertThat(run(Map.of())).isZero();

    assertThat(out.toString())
        .contains(server.endpoint() + "/datasets/local/ml-intern-sessions", "not there yet");
    assertThat(isPrivate()).isEmpty();
  }

  @Test
  void a_dataset_that_is_not_there_is_made_private() {
    assertThat(run(Map.of(), "private")).isZero();

    assertThat(out.toString()).contains("private: only you");
    assertThat(isPrivate()).contains(true);
  }

  @Test
  void opening_it_to_everybody_takes_a_second_word() {
    assertThat(run(Map.of(), "public")).isEqualTo(3);

    assertThat(err.toString()).contains("--yes", "Nothing was changed", "cannot be taken back");
    assertThat(isPrivate()).isEmpty();
  }

  @Test
  void it_is_opened_and_closed_again_and_the_hub_is_asked_what_it_is_now() {
    assertThat(run(Map.of(), "public", "--yes")).isZero();
    assertThat(isPrivate()).contains(false);
    assertThat(out.toString()).contains("public: everybody can read it", "no transcript is added");
    http.close();

    assertThat(run(Map.of())).isZero();
    assertThat(out.toString().lines().filter(line -> line.startsWith("public:"))).hasSize(2);
    http.close();

    assertThat(run(Map.of(), "private")).isZero();
    assertThat(isPrivate()).contains(true);
  }

  @Test
  void a_strangers_dataset_is_not_touched() {
    assertThat(run(Map.of("ML_INTERN_SESSION_REPO", "someone/else"), "public", "--yes"))
        .isEqualTo(3);

    assertThat(err.toString()).contains("someone/else", "neither yours");
  }

  @Test
  void without_a_token_the_hub_says_why_nothing_is_told() {
    assertThat(run(Map.of("HF_TOKEN", ""), "private")).isEqualTo(3);

    assertThat(err.toString()).contains("ml-intern share-traces: ");
    assertThat(out.toString()).isEmpty();
  }
}
