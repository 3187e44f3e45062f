package dev.mlintern.tools.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.localhub.EmbeddedHub;
import dev.mlintern.tools.ToolResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Calls that would waste money end before a job is submitted, and say what to change.
class RefusedBeforePaidTest {
  private static final String DPO =
      "from datasets import load_dataset\\nfrom trl import DPOConfig, DPOTrainer\\n"
          + "ds = load_dataset('acme/chat')\\n"
          + "DPOTrainer('m', args=DPOConfig(push_to_hub=True), train_dataset=ds).train()\\n";

  @TempDir Path home;
  private EmbeddedHub hub;
  private JobsRig rig;

  @BeforeEach
  void start() throws Exception {
    Path data = Files.createDirectories(home.resolve("hub/datasets/acme/chat"));
    Files.writeString(
        data.resolve("train.jsonl"), "{\"instruction\":\"a\",\"output\":\"b\"}\n".repeat(3));
    hub = EmbeddedHub.start(home.resolve("hub"), 0);
    rig = new JobsRig(hub.endpoint().toString(), home, Map.of());
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
    hub.close();
  }

  @Test
  void columns_of_the_hubs_dataset_that_the_trainer_cannot_take_are_named() throws Exception {
    assertRefused(
        "{\"operation\":\"run\",\"dry_run\":true,\"timeout\":\"4h\",\"dependencies\":[\"trl\"],"
            + "\"script\":\""
            + DPO
            + "\"}",
        "DPOTrainer cannot take `acme/chat` as it is",
        "`chosen`, `rejected`",
        "`instruction`, `output`");
  }

  @Test
  void several_mistakes_are_told_at_once() throws Exception {
    assertRefused(
        "{\"operation\":\"run\",\"dry_run\":true,\"hardware_flavor\":\"a10g-large\",\"script\":\""
            + DPO
            + "\"}",
        "3 things to mend:",
        "- the script imports what nothing installs: add \"datasets\", \"trl\"",
        "- the script trains on a GPU and no `timeout` is given");
  }

  @Test
  void a_schedule_that_is_none_names_the_field() throws Exception {
    assertRefused(
        "{\"operation\":\"scheduled run\",\"schedule\":\"0 25 * * *\",\"command\":[\"true\"]}",
        "the hour `25`",
        "@hourly");
  }

  private void assertRefused(String call, String... parts) throws Exception {
    ToolResult result = rig.call(call);

    assertThat(result.isError()).as(result.text()).isTrue();
    assertThat(result.text()).contains(parts).contains("Nothing was submitted.");
    assertThat(rig.charges()).isEmpty();
    assertThat(rig.call("{\"operation\":\"ps\",\"all\":true}").text()).doesNotContain("a10g");
  }
}
