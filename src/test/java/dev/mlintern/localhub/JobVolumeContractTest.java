package dev.mlintern.localhub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Volumes, metrics and paging of the embedded Hub's jobs.
class JobVolumeContractTest {
  @TempDir private Path root;
  private EmbeddedHub hub;
  private HubCalls me;

  @BeforeEach
  void start() throws IOException {
    new SeedFolder(root)
        .file("datasets/local/data/train/rows.csv", "a,b\n1,2\n")
        .file("datasets/local/data/other.txt", "other")
        .file("models/local/tiny/config.json", "{\"x\":1}")
        .file("users.json", "{\"users\":[{\"name\":\"local\"},{\"name\":\"other\"}]}");
    hub = EmbeddedHub.start(root, 0);
    me = HubCalls.signedIn(hub);
  }

  @AfterEach
  void stop() throws IOException {
    hub.close();
  }

  @Test
  void a_mounted_repository_is_read_where_the_command_says_and_cannot_change_the_hubs() {
    String log =
        log(
            run(
                "[{\"type\":\"dataset\",\"source\":\"local/data\",\"mountPath\":\"/data\"},"
                    + "{\"type\":\"model\",\"source\":\"local/tiny\",\"mountPath\":\"/models/tiny/\"}]",
                "sh",
                "-c",
                "cat /data/train/rows.csv $CONFIG; ls -l /data/other.txt; echo \"$1\"; rm -rf"
                    + " /data/train",
                "sh",
                "--dir=/data"));

    assertThat(log).contains("a,b", "1,2", "{\\\"x\\\":1}", "-r--r--r--", "/volumes/0", "--dir=");
    assertThat(me.get("/datasets/local/data/resolve/main/train/rows.csv").text())
        .isEqualTo("a,b\n1,2\n");
  }

  @Test
  void a_folder_of_a_repository_is_mounted_alone_and_words_that_only_look_like_the_path_stay() {
    String log =
        log(
            run(
                "[{\"type\":\"dataset\",\"source\":\"local/data\",\"mountPath\":\"/d\",\"path\":\"train\"}]",
                "sh",
                "-c",
                "ls /d; echo /dx a/d /dev/null"));

    assertThat(log).contains("rows.csv", "/dx a/d /dev/null").doesNotContain("other.txt");
  }

  @Test
  void a_bucket_keeps_what_jobs_write() {
    String bucket = "[{\"type\":\"bucket\",\"source\":\"local/artifacts\",\"mountPath\":\"/out\"}]";
    log(run(bucket, "sh", "-c", "echo kept > /out/result.txt"));

    assertThat(log(run(bucket, "cat", "/out/result.txt"))).contains("kept");
  }

  @Test
  void what_the_caller_may_not_read_or_what_is_no_volume_is_refused() throws IOException {
    HubCalls other = HubCalls.signedIn(hub);
    for (String volume :
        List.of(
            "{\"type\":\"dataset\",\"source\":\"local/nothing\",\"mountPath\":\"/d\"}",
            "{\"type\":\"dataset\",\"source\":\"local/data\",\"mountPath\":\"d\"}",
            "{\"type\":\"dataset\",\"source\":\"local/data\",\"mountPath\":\"/d/../e\"}",
            "{\"type\":\"disk\",\"source\":\"local/data\",\"mountPath\":\"/d\"}",
            "{\"type\":\"bucket\",\"source\":\"../x\",\"mountPath\":\"/d\"}",
            "\"x\"")) {
      int status = other.post("/api/jobs/local", body("[" + volume + "]", "true")).status();
      assertThat(status).as(volume).isIn(400, 401, 404);
    }
    assertThat(Files.exists(root.resolve(".hub/buckets"))).isFalse();
  }

  @Test
  void metrics_come_every_second_while_a_job_runs_and_not_after() throws Exception {
    String id = run("[]", "sleep", "300");
    var connection =
        (HttpURLConnection)
            URI.create(hub.endpoint() + "/api/jobs/local/" + id + "/metrics")
                .toURL()
                .openConnection();
    connection.setRequestProperty("Authorization", "Bearer " + HubCalls.ANY_TOKEN);
    try (var reader =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
      assertThat(reader.readLine()).isEqualTo("event: metric");
      assertThat(reader.readLine())
          .contains("\"cpu_usage_pct\":", "\"memory_total_bytes\":17179869184", "\"gpus\":{}");
    } finally {
      connection.disconnect();
    }
    me.post("/api/jobs/local/" + id + "/cancel", "");

    assertThat(me.get("/api/jobs/local/" + id + "/metrics").status()).isEqualTo(500);
  }

  @Test
  void jobs_are_listed_in_pages_that_link_to_the_next() {
    for (int i = 0; i < 5; i++) {
      run("[]", "true");
    }
    HubCalls.Answer first = me.get("/api/jobs/local?limit=2");
    assertThat(first.array().size()).isEqualTo(2);
    String link = first.header("Link");
    assertThat(link).endsWith("; rel=\"next\"");
    HubCalls.Answer second = me.get(link.substring(1, link.indexOf('>')));

    assertThat(second.array().size()).isEqualTo(2);
    assertThat(second.text()).isNotEqualTo(first.text());
    assertThat(me.get("/api/jobs/local/count").text()).isEqualTo("{\"count\":5}");
    assertThat(me.post("/api/jobs/local/auth-check/write", "").object().string("user")).isEmpty();
  }

  private String run(String volumes, String... command) {
    HubCalls.Answer made = me.post("/api/jobs/local", body(volumes, command));
    assertThat(made.status()).as(made.text()).isEqualTo(200);
    return made.object().string("id").orElseThrow();
  }

  private static String body(String volumes, String... command) {
    return JsonObject.builder()
        .put("command", JsonArray.ofStrings(List.of(command)))
        .put("flavor", "cpu-basic")
        .put("dockerImage", "python:3.12")
        .put("environment", JsonObject.builder().put("CONFIG", "/models/tiny/config.json").build())
        .put("volumes", JsonReader.read(volumes.getBytes(StandardCharsets.UTF_8)))
        .build()
        .toJson();
  }

  /// The whole log, which ends when the job does.
  private String log(String id) {
    return me.get("/api/jobs/local/" + id + "/logs").text();
  }
}
