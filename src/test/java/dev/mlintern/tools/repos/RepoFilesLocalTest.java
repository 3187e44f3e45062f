package dev.mlintern.tools.repos;

import static dev.mlintern.tools.repos.RepoFilesRig.random;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `upload` of local files: which may leave this machine and which never do (spec tools-act §8.5).
class RepoFilesLocalTest {
  private static final String REPO = "models/local/m";

  @TempDir Path folder;
  private RepoFilesRig rig;

  @BeforeEach
  void start() throws IOException {
    rig = RepoFilesRig.start(folder);
    rig.create("model", "m");
  }

  @AfterEach
  void stop() throws IOException {
    rig.close();
  }

  @Test
  void a_folder_is_uploaded_without_what_does_not_belong_on_the_hub() throws Exception {
    rig.local("run/config.json", "{}");
    rig.local("run/sub/model.bin", random(11_000_000));
    rig.local("run/.git/HEAD", "ref");
    rig.local("run/__pycache__/x.pyc", "x");
    rig.local("run/.env", "KEY=value");
    rig.local("run/notes.tmp", "x");
    rig.local("run/.gitignore", "ignored/\n");
    rig.local("run/ignored/x.txt", "x");
    Files.createSymbolicLink(rig.project.resolve("run/out.txt"), folder.resolve("state"));
    Files.createSymbolicLink(
        rig.project.resolve("run/in.json"), rig.project.resolve("run/config.json"));
    List<String> progress = new ArrayList<>();

    var result =
        rig.call(
            "{'operation':'upload','repo_id':'local/m','files':[{'path':'out','local_path':'run',"
                + "'ignore':['*.tmp']}]}",
            (done, total, message) -> progress.add(message));

    assertThat(result.isError()).as(result.text()).isFalse();
    assertThat(rig.paths(REPO))
        .containsExactly(
            ".gitattributes",
            "out/.gitignore",
            "out/config.json",
            "out/ignored/x.txt",
            "out/in.json",
            "out/sub/model.bin");
    assertThat(result.text())
        .contains("Left out (.git/): 1", "Left out (looks secret: .env): 1")
        .contains("Left out (ignored by pattern): 1", "Left out (links out of the folder): 1");
    assertThat(progress).last().isEqualTo("uploaded 11.0 MB of 11.0 MB");
    assertThat(rig.titles(REPO)).hasSize(2);
  }

  @Test
  void the_gitignore_that_comes_with_a_folder_counts() throws Exception {
    rig.local("run/.gitignore", "ignored/\n");
    rig.local("run/ignored/x.txt", "x");
    rig.local("run/a", "x");

    assertThat(rig.upload("'local_path':'run'")).contains("1 file left out by .gitignore");
    assertThat(rig.paths(REPO)).containsExactly(".gitattributes", ".gitignore", "a");
  }

  @Test
  void local_files_are_taken_only_from_the_project() throws Exception {
    Path outside = Files.writeString(folder.resolve("outside.txt"), "x");
    assertThat(rig.uploadError("'local_path':'" + outside + "'"))
        .contains("lies outside", "ML_INTERN_UPLOAD_ROOTS");
    assertThat(rig.uploadError("'local_path':'../outside.txt'")).contains("lies outside");
    Files.createSymbolicLink(rig.project.resolve("link.txt"), outside);
    assertThat(rig.uploadError("'local_path':'link.txt'")).contains("lies outside");
    assertThat(rig.uploadError("'local_path':'nowhere.txt'")).contains("there is no local file");

    rig.close();
    rig = RepoFilesRig.start(folder, Map.of("ML_INTERN_UPLOAD_ROOTS", folder.toString()));
    assertThat(rig.upload("'local_path':'" + outside + "'")).contains("+ outside.txt 1 B");
  }

  @Test
  void credentials_are_never_uploaded_even_from_inside_the_project() throws Exception {
    Path home = folder.resolve("home");
    Files.createDirectories(home.resolve(".ssh"));
    Files.writeString(home.resolve(".ssh/id_ed25519"), "key");
    rig.close();
    rig = RepoFilesRig.start(folder, Map.of("ML_INTERN_UPLOAD_ROOTS", folder.toString()));

    assertThat(rig.uploadError("'local_path':'../home/.ssh/id_ed25519','allow_secrets':true"))
        .contains("never uploaded");
    assertThat(rig.uploadError("'local_path':'~/.ssh/id_ed25519'")).contains("never uploaded");
    assertThat(rig.uploadError("'local_path':'../state','allow_secrets':true")).contains("never");
  }

  @Test
  void a_file_of_secrets_needs_the_users_word() throws Exception {
    rig.local(".env", "A=1");
    assertThat(rig.uploadError("'local_path':'.env'")).contains("looks like a file of secrets");
    assertThat(rig.upload("'local_path':'.env','allow_secrets':true")).contains("+ .env 3 B");
  }

  @Test
  void a_link_inside_the_project_keeps_its_own_name() throws Exception {
    Path blob = rig.local("blobs/0a1b2c", "weights");
    Files.createSymbolicLink(rig.project.resolve("model.txt"), blob);
    assertThat(rig.upload("'local_path':'model.txt'")).contains("+ model.txt 7 B");

    Files.createSymbolicLink(rig.project.resolve("harmless.txt"), rig.local(".env", "A=1"));
    assertThat(rig.uploadError("'local_path':'harmless.txt'"))
        .contains("looks like a file of secrets");
  }

  @Test
  void a_secret_in_the_content_stops_the_upload_and_is_not_repeated() throws Exception {
    String token = "hf_" + "AbCdEfGhIjKlMnOpQrStUvWxYz".repeat(2).substring(0, 34);
    String error =
        rig.uploadError("'path':'app.py','content':'import x\\ntoken = \\'" + token + "\\''");

    assertThat(error).contains("`app.py` line 2: HF_TOKEN", "allow_secrets").doesNotContain(token);
    assertThat(rig.titles(REPO)).hasSize(1);
    assertThat(
            rig.upload(
                "'path':'app.py','content':'token = \\'" + token + "\\'','allow_secrets':true"))
        .contains("Committed");
  }
}
