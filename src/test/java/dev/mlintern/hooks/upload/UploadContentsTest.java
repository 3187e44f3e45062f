package dev.mlintern.hooks.upload;

import static dev.mlintern.hooks.upload.UploadScene.PLACE;
import static dev.mlintern.hooks.upload.UploadScene.SESSION;
import static dev.mlintern.hooks.upload.UploadScene.assistant;
import static dev.mlintern.hooks.upload.UploadScene.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Harness §3.9: what of a transcript is sent and what is taken out of it first.
class UploadContentsTest {
  @TempDir Path folder;
  private UploadScene scene;

  @BeforeEach
  void start() throws IOException {
    scene = UploadScene.start(folder);
  }

  @AfterEach
  void stop() throws IOException {
    scene.close();
  }

  @Test
  void nothing_of_a_secret_is_sent_and_every_line_stays_json() throws IOException {
    String known = "k" + new Random().nextLong(Long.MAX_VALUE) + "Zq9";
    String shaped = "hf_" + "A9".repeat(17);
    Files.createDirectories(folder.resolve("proj"));
    Files.writeString(folder.resolve("proj/.env"), "DB_PASSWORD=" + known + "\n");
    scene.write(
        SESSION + ".jsonl",
        user("my password is " + known).replace("/work/proj", folder.resolve("proj").toString()),
        assistant("export HF_TOKEN=" + shaped));
    scene.end(SESSION);

    scene.run(Map.of());

    String sent = scene.download(PLACE);
    assertThat(sent).doesNotContain(known, shaped).contains("[REDACTED:");
    assertThat(scene.lines(PLACE)).allSatisfy(line -> JsonReader.readObject(line));
  }

  @Test
  void bookkeeping_pictures_and_copies_of_files_are_left_out() throws IOException {
    scene.write(
        SESSION + ".jsonl",
        "{\"type\":\"file-history-snapshot\",\"snapshot\":{\"x\":\"whole file\"}}",
        "{\"type\":\"queue-operation\",\"content\":\"q\"}",
        user("see"),
        ("{'type':'user','sessionId':'s','timestamp':'2026-11-20T10:00:02Z','message':{'role':'user',"
             + "'content':[{'type':'tool_result','tool_use_id':'t','content':[{'type':'image',"
             + "'source':{'type':'base64','media_type':'image/png','data':'iVBORw0KGgoAAAA='}}]}]},'toolUseResult':{'originalFile':'whole"
             + " file'}}")
            .replace('\'', '"'),
        ("{'type':'assistant','message':{'role':'assistant','content':[{'type':'thinking',"
                + "'thinking':'hm','signature':'c2lnbmF0dXJl'}]}}")
            .replace('\'', '"'),
        "{\"type\":\"user\",\"message\":{\"role\":\"user\",\"con");
    scene.end(SESSION);

    scene.run(Map.of());

    String sent = scene.download(PLACE);
    assertThat(sent)
        .contains("[REMOVED:IMAGE 12 bytes]", "hm", "tool_result")
        .doesNotContain("whole file", "iVBOR", "c2lnbmF0dXJl", "queue-operation");
    assertThat(scene.lines(PLACE)).hasSize(3);
  }

  @Test
  void personal_data_goes_when_the_user_wants_it() throws IOException {
    scene.write(
        SESSION + ".jsonl",
        user("mail jane.doe@example.org. from " + folder + "/x, not a@b or @team"));
    scene.end(SESSION);

    scene.run(Map.of("ML_INTERN_REDACT_PII", "1"));

    assertThat(scene.download(PLACE))
        .contains("mail [REDACTED:EMAIL]. from ~/x, not a@b or @team")
        .doesNotContain(folder.toString());
  }
}
