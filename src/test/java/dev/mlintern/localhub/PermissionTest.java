package dev.mlintern.localhub;

import static dev.mlintern.localhub.HubCalls.file;
import static dev.mlintern.localhub.HubCalls.summary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mlintern.localhub.HubCalls.Answer;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who may see, read and write what.
class PermissionTest {
  private static final String OWNER = token("owner");
  private static final String READER = token("reader");
  private static final String GUEST = token("guest");
  private static final String SCOPED = token("scoped");

  @TempDir Path root;
  private EmbeddedHub hub;
  private HubCalls owner;
  private HubCalls guest;
  private HubCalls nobody;

  /// Made at run time: no literal of a token's shape belongs in a repo.
  private static String token(String name) {
    return "hf_" + name.repeat(4);
  }

  @BeforeEach
  void start() throws IOException {
    new SeedFolder(root)
        .file(
            "users.json",
            """
            {"acceptAnyToken": false,
             "users": [{"name":"ana","fullname":"Ana","email":"ana@example.org","isPro":true,
                        "orgs":[{"name":"lab","role":"admin"},{"name":"club","role":"read"}]},
                       {"name":"bob"}],
             "tokens": [{"token":"%s","user":"ana","role":"write"},
                        {"token":"%s","user":"ana","role":"read"},
                        {"token":"%s","user":"bob","role":"write"},
                        {"token":"%s","user":"ana","role":"fineGrained","scoped":[
                          {"entity":{"type":"dataset","name":"lab/data"},
                           "permissions":["repo.content.read","repo.write"]}]}]}
            """
                .formatted(OWNER, READER, GUEST, SCOPED))
        .file("models/lab/secret/a.txt", "s")
        .file("models/lab/secret/.hubrepo.json", "{\"private\":true}")
        .file("models/lab/manual/a.txt", "m")
        .file("models/lab/manual/.hubrepo.json", "{\"gated\":\"manual\",\"accepted\":[\"cy\"]}")
        .file("models/lab/auto/a.txt", "a")
        .file("models/lab/auto/.hubrepo.json", "{\"gated\":\"auto\"}")
        .file("models/lab/off/a.txt", "o")
        .file("models/lab/off/.hubrepo.json", "{\"disabled\":true}")
        .file("datasets/lab/data/a.txt", "d")
        .file("models/club/open/a.txt", "c");
    hub = EmbeddedHub.start(root, 0);
    owner = HubCalls.with(hub, OWNER);
    guest = HubCalls.with(hub, GUEST);
    nobody = HubCalls.anonymous(hub);
  }

  @AfterEach
  void stop() throws IOException {
    hub.close();
  }

  @Test
  void private_repos_do_not_exist_for_others() {
    assertThat(owner.get("/api/models/lab/secret").status()).isEqualTo(200);
    assertThat(owner.get("/lab/secret/resolve/main/a.txt").text()).isEqualTo("s");
    assertThat(guest.get("/api/models/lab/secret").header("X-Error-Code"))
        .isEqualTo("RepoNotFound");
    assertThat(nobody.get("/lab/secret/resolve/main/a.txt").status()).isEqualTo(401);
    assertThat(owner.get("/api/models").text()).contains("lab/secret");
    assertThat(guest.get("/api/models").text()).doesNotContain("lab/secret");
    assertThat(nobody.get("/api/models?search=secret").text()).isEqualTo("[]");
  }

  @Test
  void gated_repos_show_themselves_but_not_their_files() {
    assertThat(nobody.get("/api/models/lab/manual").object().string("gated")).contains("manual");

    Answer anonymous = nobody.get("/lab/manual/resolve/main/a.txt");
    assertThat(anonymous.status()).isEqualTo(401);
    assertThat(anonymous.header("X-Error-Code")).isEqualTo("GatedRepo");
    assertThat(anonymous.text())
        .isEqualTo(
            "Access to model lab/manual is restricted. You must have access to it and be"
                + " authenticated to access it. Please log in.");
    Answer refused = guest.get("/api/models/lab/manual/tree/main");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.header("X-Error-Code")).isEqualTo("GatedRepo");
    assertThat(refused.object().string("error").orElseThrow()).contains("ask for access");
    assertThat(owner.get("/lab/manual/resolve/main/a.txt").text()).isEqualTo("m");
  }

  @Test
  void asking_opens_a_repo_that_lets_everybody_in() {
    assertThat(guest.get("/lab/auto/resolve/main/a.txt").status()).isEqualTo(403);

    assertThat(guest.post("/lab/auto/ask-access", "").status()).isEqualTo(303);
    assertThat(guest.post("/lab/manual/ask-access", "").status()).isEqualTo(303);

    assertThat(guest.get("/lab/auto/resolve/main/a.txt").text()).isEqualTo("a");
    assertThat(guest.get("/lab/manual/resolve/main/a.txt").status()).isEqualTo(403);
  }

  @Test
  void disabled_repos_say_so() {
    assertThat(owner.get("/api/models/lab/off").object().bool("disabled")).contains(true);
    Answer files = owner.get("/lab/off/resolve/main/a.txt");
    assertThat(files.status()).isEqualTo(403);
    assertThat(files.header("X-Error-Message")).isEqualTo("Access to this resource is disabled.");
  }

  @Test
  void only_a_token_that_may_write_writes() {
    HubCalls reader = HubCalls.with(hub, READER);
    assertThat(reader.get("/api/models/lab/secret").status()).isEqualTo(200);
    assertThat(reader.commit("models/lab/auto", summary("x"), file("b", "1")).status())
        .isEqualTo(403);
    assertThat(guest.commit("models/club/open", summary("x"), file("b", "1")).status())
        .isEqualTo(403);
    assertThat(owner.commit("models/club/open", summary("x"), file("b", "1")).status())
        .as("a read role in the organisation")
        .isEqualTo(403);
    assertThat(nobody.commit("models/club/open", summary("x"), file("b", "1")).status())
        .isEqualTo(401);
    assertThat(owner.commit("models/lab/auto", summary("x"), file("b", "1")).status())
        .isEqualTo(200);
    assertThat(
            guest.post("/api/repos/create", "{\"name\":\"x\",\"organization\":\"lab\"}").status())
        .isEqualTo(403);
  }

  @Test
  void a_fine_grained_token_reaches_what_it_names() {
    HubCalls scoped = HubCalls.with(hub, SCOPED);
    assertThat(scoped.commit("datasets/lab/data", summary("x"), file("b", "1")).status())
        .isEqualTo(200);
    assertThat(scoped.commit("models/lab/auto", summary("x"), file("b", "1")).status())
        .isEqualTo(403);
    assertThat(scoped.get("/api/models/lab/secret").status()).isEqualTo(404);
    assertThat(scoped.get("/api/whoami-v2").text())
        .contains("\"role\":\"fineGrained\"")
        .contains("\"name\":\"lab/data\"")
        .contains("\"permissions\":[\"repo.content.read\",\"repo.write\"]");
  }

  @Test
  void anybody_who_may_see_a_repo_takes_part_but_only_writers_decide() {
    HubCalls reader = HubCalls.with(hub, READER);
    String talk = "/api/models/club/open/discussions";
    assertThat(nobody.post(talk, "{\"title\":\"Hello\"}").status()).isEqualTo(401);
    assertThat(reader.post(talk, "{\"title\":\"Hello\"}").status()).isEqualTo(403);
    assertThat(
            guest
                .post("/api/models/lab/secret/discussions", "{\"title\":\"Hello\"}")
                .header("X-Error-Code"))
        .isEqualTo("RepoNotFound");

    assertThat(guest.post(talk, "{\"title\":\"Hello\"}").status()).isEqualTo(200);
    String comment =
        owner
            .post(talk + "/1/comment", "{\"comment\":\"Hi\"}")
            .object()
            .object("newMessage")
            .flatMap(message -> message.string("id"))
            .orElseThrow();
    assertThat(nobody.get(talk + "/1").text()).contains("Hi");
    assertThat(guest.post(talk + "/1/comment/" + comment + "/edit", "{\"content\":\"x\"}").status())
        .isEqualTo(403);
    assertThat(guest.post(talk + "/1/comment/" + comment + "/hide", "").status()).isEqualTo(403);
    assertThat(owner.post(talk + "/1/title", "{\"title\":\"Mine now\"}").status()).isEqualTo(403);
    assertThat(guest.post(talk + "/1/title", "{\"title\":\"Hello all\"}").status()).isEqualTo(200);
    assertThat(owner.delete(talk + "/1", "").status()).isEqualTo(403);
    assertThat(guest.post(talk + "/1/status", "{\"status\":\"closed\"}").status()).isEqualTo(200);
  }

  @Test
  void a_stranger_proposes_files_and_the_owner_merges_them() {
    assertThat(
            guest.propose("models/lab/manual", summary("x"), file("b", "1")).header("X-Error-Code"))
        .isEqualTo("GatedRepo");
    assertThat(guest.post("/lab/auto/ask-access", "").status()).isEqualTo(303);

    Answer proposed = guest.propose("models/lab/auto", summary("Mine"), file("b", "1"));

    assertThat(proposed.status()).as(proposed.text()).isEqualTo(200);
    assertThat(
            guest
                .commitTo("models/lab/auto", "refs%2Fpr%2F1", summary("More"), file("c", "1"))
                .status())
        .isEqualTo(200);
    assertThat(guest.commitTo("models/lab/auto", "main", summary("More"), file("c", "1")).status())
        .isEqualTo(403);
    assertThat(guest.post("/api/models/lab/auto/discussions/1/merge", "").status()).isEqualTo(403);
    assertThat(owner.post("/api/models/lab/auto/discussions/1/merge", "").status()).isEqualTo(200);
    assertThat(owner.get("/lab/auto/resolve/main/c").text()).isEqualTo("1");
    assertThat(owner.propose("models/club/open", summary("Theirs"), file("b", "1")).status())
        .isEqualTo(200);
    assertThat(
            guest
                .commitTo("models/club/open", "refs%2Fpr%2F1", summary("x"), file("c", "1"))
                .status())
        .as("somebody else's pull request")
        .isEqualTo(403);
  }

  @Test
  void an_unknown_token_is_nobodys() {
    Answer answer = HubCalls.with(hub, token("stranger")).get("/api/models/club/open");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("X-Error-Message"))
        .isEqualTo("Invalid credentials in Authorization header");
    assertThat(owner.get("/api/whoami-v2").text())
        .contains("\"isPro\":true")
        .contains("{\"type\":\"org\"")
        .contains("\"roleInOrg\":\"admin\"");
  }

  @Test
  void a_users_file_that_cannot_be_used_stops_the_start() {
    Path other = root.resolve("other");
    new SeedFolder(other).file("users.json", "{\"tokens\":[{\"role\":\"write\"}]}");

    assertThatThrownBy(() -> EmbeddedHub.start(other, 0))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("users.json cannot be used: \"token\" is missing");
  }
}
