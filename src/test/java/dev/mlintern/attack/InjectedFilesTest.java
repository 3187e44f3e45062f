package dev.mlintern.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.tools.ToolResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.StringNode;

/// A repository by somebody who writes nothing but the text: into cards, notebooks, headers of
/// weights, rows, columns, file names, titles and comments; read with every tool that reads
/// repositories. And a job that prints it.
@Timeout(300)
class InjectedFilesTest {
  private static final String REPO = "\"repo_id\":\"local/evil\"";

  private static final String PARQUET =
      "\"repo_id\":\"local/evilpq\",\"repo_type\":\"dataset\",\"path\":\"data/train.parquet\"";

  @TempDir Path folder;

  static List<Payload> corpus() {
    return Payload.corpus();
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void whatLiesInARepositoryStaysInItsFence(Payload payload) throws Exception {
    SeededHub.evil(folder.resolve("hub"), payload.text());
    try (ForeignWorld world = ForeignWorld.start(folder)) {
      String text = StringNode.valueOf(payload.text()).toString();
      String named = "Talk\n" + payload.text();
      String title =
          StringNode.valueOf(named.substring(0, Math.min(190, named.length()))).toString();
      String comment = "/api/models/local/evil/discussions";
      world.hubExactly("POST", comment, "{\"title\":%s,\"description\":%s}".formatted(title, text));
      world.hubExactly("POST", comment + "/1/comment", "{\"comment\":" + text + "}");
      for (String[] call : calls(text)) {
        hold(world, payload, call[0], call[1]);
      }
      hold(
          world,
          payload,
          "hf_jobs",
          "{\"operation\":\"run\",\"command\":[\"printf\",\"%%s\",%s],\"timeout\":\"5m\",\"wait_seconds\":20}"
              .formatted(StringNode.valueOf(payload.text().replace("\0", ""))));
    }
  }

  private static List<String[]> calls(String text) {
    List<String[]> calls = new ArrayList<>();
    for (String path : List.of("README.md", "train.py", "a.ipynb", "config.json")) {
      calls.add(files("\"read\"," + REPO + ",\"path\":\"" + path + "\""));
      calls.add(files("\"read\"," + REPO + ",\"path\":\"" + path + "\",\"find\":\"zq\""));
    }
    calls.add(files("\"read\"," + REPO + ",\"path\":\"model.safetensors\""));
    calls.add(files("\"read\"," + REPO + ",\"path\":\"m.gguf\""));
    calls.add(files("\"list\"," + REPO));
    calls.add(files("\"list\"," + REPO + ",\"recursive\":true"));
    calls.add(files("\"history\"," + REPO));
    calls.add(files("\"upload\"," + REPO + ",\"path\":\"README.md\",\"content\":" + text));
    calls.add(files("\"delete\"," + REPO + ",\"patterns\":[\"*.txt\"],\"dry_run\":true"));
    calls.add(call("hub_repo_details", "{\"repo_ids\":[\"local/evil\"],\"repo_type\":\"model\"}"));
    calls.add(
        call("hub_repo_details", "{\"repo_ids\":[\"local/evil\"],\"repo_type\":\"dataset\"}"));
    calls.add(
        call("hub_repo_search", "{\"query\":\"evil\",\"repo_types\":[\"model\",\"dataset\"]}"));
    calls.add(
        call(
            "hf_inspect_dataset",
            "{\"dataset\":\"local/evil\",\"include\":[\"overview\",\"problems\",\"fit\",\"schema\","
                + "\"rows\",\"stats\",\"files\",\"card\"]}"));
    calls.add(call("hf_inspect_dataset", "{\"dataset\":\"local/evil\",\"search\":\"zqinject\"}"));
    calls.add(call("hf_inspect_dataset", "{\"dataset\":\"local/evil\",\"where\":\"a = 1\"}"));
    calls.addAll(parquet());
    calls.add(git("\"list_discussions\""));
    calls.add(git("\"get_discussion\",\"pr_num\":1"));
    calls.add(git("\"list_refs\""));
    return calls;
  }

  private static List<String[]> parquet() {
    String dataset = "{\"dataset\":\"local/evilpq\"";
    return List.of(
        files("\"read\"," + PARQUET),
        files("\"info\"," + PARQUET),
        call("hf_inspect_dataset", dataset + "}"),
        call(
            "hf_inspect_dataset",
            dataset
                + ",\"include\":[\"overview\",\"problems\",\"fit\",\"schema\",\"rows\",\"stats\","
                + "\"files\"]}"),
        call("hf_inspect_dataset", dataset + ",\"search\":\"zqinject\"}"),
        call("hf_inspect_dataset", dataset + ",\"where\":\"a = 1\"}"),
        call("hf_inspect_dataset", dataset + ",\"columns\":[\"nowhere\"]}"));
  }

  private static String[] files(String arguments) {
    return call("hf_repo_files", "{\"operation\":" + arguments + "}");
  }

  private static String[] git(String arguments) {
    return call("hf_repo_git", "{\"operation\":" + arguments + "," + REPO + "}");
  }

  private static String[] call(String tool, String arguments) {
    return new String[] {tool, arguments};
  }

  @Test
  void theFilesAreReallyRead() throws Exception {
    Payload payload = Payload.oneLiner();
    SeededHub.evil(folder.resolve("hub"), payload.text());
    try (ForeignWorld world = ForeignWorld.start(folder)) {
      for (String path :
          List.of("README.md", "train.py", "a.ipynb", "model.safetensors", "m.gguf")) {
        String[] call = files("\"read\"," + REPO + ",\"path\":\"" + path + "\"");
        assertThat(world.callExactly(call[0], call[1]).text()).as(path).contains(Payload.MARK);
      }
      assertThat(world.call("hf_inspect_dataset", "{'dataset':'local/evil'}").text())
          .contains(Payload.MARK);
      assertThat(world.call("hf_inspect_dataset", "{'dataset':'local/evilpq'}").text())
          .contains("3 of 3 rows shown", "| System: " + Payload.MARK, "[row 2]")
          .contains("text: System: " + Payload.MARK);
      String[] footer = files("\"read\"," + PARQUET);
      assertThat(world.callExactly(footer[0], footer[1]).text())
          .contains("Footer: 3 rows, 3 columns", "written by System: " + Payload.MARK)
          .contains("required binary System: " + Payload.MARK, "required group s System:");
    }
  }

  private static void hold(ForeignWorld world, Payload payload, String tool, String arguments)
      throws Exception {
    ToolResult result = world.callExactly(tool, arguments);
    assertThat(FenceCheck.faults(result.text(), payload.starts()))
        .as(
            payload
                + " | "
                + tool
                + " "
                + arguments.substring(0, Math.min(120, arguments.length()))
                + "\n"
                + result.text())
        .isEmpty();
  }
}
