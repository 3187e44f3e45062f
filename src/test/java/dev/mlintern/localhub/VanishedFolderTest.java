package dev.mlintern.localhub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.localhub.store.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Folders of jobs that somebody takes away, and a Hub that is closed over its jobs.
class VanishedFolderTest {
  private static final String JOBS = "/api/jobs/local";

  private static final String SANDBOX =
      "{\"dockerImage\":\"python:3.12\",\"flavor\":\"cpu-basic\","
          + "\"command\":[\"/bin/sh\",\"-c\",\"$SBX_SERVER_URL\"],"
          + "\"environment\":{\"SBX_PORT\":\"49983\"},\"secrets\":{\"SBX_TOKEN\":\"t\"},"
          + "\"labels\":{\"hf-sandbox\":\"1\"}}";

  private static final String SLEEP =
      "{\"dockerImage\":\"ubuntu\",\"flavor\":\"cpu-basic\",\"command\":[\"sleep\",\"654\"]}";

  @TempDir Path root;

  private final Logger logger = Logger.getLogger("dev.mlintern.localhub.jobs.LocalJobs");
  private final Listener said = new Listener();
  private EmbeddedHub hub;
  private HubCalls me;

  @BeforeEach
  void start() throws IOException {
    logger.addHandler(said);
    hub = EmbeddedHub.start(root, 0);
    me = HubCalls.signedIn(hub);
  }

  @AfterEach
  void stop() throws IOException {
    hub.close();
    logger.removeHandler(said);
  }

  @Test
  void a_closed_hub_has_left_the_folders_of_its_jobs() throws IOException {
    String id = submit(SANDBOX);
    Path work = folder(id).resolve("work");
    for (int i = 0; i < 500; i++) {
      Files.createFile(work.resolve("f" + i));
    }
    submit(SLEEP);

    hub.close();

    assertThat(work).doesNotExist();
    assertThat(said.lines).isEmpty();
  }

  @Test
  void a_hub_whose_root_was_taken_away_closes_with_a_line_for_each_job() throws Exception {
    submit(SANDBOX);
    submit(SLEEP);
    List<ProcessHandle> processes = sleepers();
    for (int i = 0; i < 1_000 && processes.isEmpty(); i++) {
      Thread.sleep(5);
      processes = sleepers();
    }
    assertThat(processes).isNotEmpty();
    Folders.delete(root.resolve(".hub/jobs"));

    hub.close();

    assertThat(processes).noneMatch(ProcessHandle::isAlive);
    assertThat(said.lines)
        .hasSize(2)
        .allSatisfy(
            line -> assertThat(line).startsWith("WARNING job ").endsWith("its folder is gone"));
  }

  @Test
  void a_sandbox_whose_folder_was_taken_away_can_be_cancelled() throws IOException {
    String id = submit(SANDBOX);
    Folders.delete(folder(id));

    assertThat(me.post(JOBS + "/" + id + "/cancel", "").text()).contains("\"CANCELED\"");
    hub.close();

    assertThat(said.lines)
        .containsExactly(
            "WARNING job " + id + " ended as CANCELED, which cannot be saved: its folder is gone");
  }

  private static List<ProcessHandle> sleepers() {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().commandLine().orElse("").endsWith("sleep 654"))
        .toList();
  }

  private String submit(String request) {
    var answer = me.post(JOBS, request);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.object().string("id").orElseThrow();
  }

  private Path folder(String id) {
    return root.resolve(".hub/jobs/" + id);
  }

  /// Keeps what is logged, with stack traces as a mark.
  private static final class Listener extends Handler {
    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord said) {
      String trace = said.getThrown() == null ? "" : " with a stack trace";
      lines.add(said.getLevel() + " " + said.getMessage() + trace);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
