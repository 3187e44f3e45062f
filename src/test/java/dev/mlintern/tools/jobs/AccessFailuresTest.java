package dev.mlintern.tools.jobs;

import static dev.mlintern.tools.jobs.EndedLogs.assertReason;
import static dev.mlintern.tools.jobs.EndedLogs.error;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Endings by what a job read from the Hub: repositories it may not see, tokens, and columns a
/// dataset does not have.
class AccessFailuresTest {
  @Test
  void a_gated_repository_is_named() {
    for (String log :
        new String[] {
          """
          Traceback (most recent call last):
            File "a.py", line 1, in <module>
          requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: https://huggingface.co/meta-llama/Llama-3.1-8B/resolve/main/config.json

          The above exception was the direct cause of the following exception:

          Traceback (most recent call last):
            File "a.py", line 2, in <module>
          OSError: You are trying to access a gated repo.
          Make sure to have access to it at https://huggingface.co/meta-llama/Llama-3.1-8B.
          401 Client Error. (Request ID: Root=1-abc)
          """,
          """
          Traceback (most recent call last):
          huggingface_hub.errors.GatedRepoError: 403 Client Error. (Request ID: Root=1-66)

          Cannot access gated repo for url https://huggingface.co/meta-llama/Llama-3.1-8B/resolve/main/config.json.
          Access to model meta-llama/Llama-3.1-8B is restricted and you are not in the authorized list.
          """
        }) {
      JobDiagnosis found = error("cpu-basic", log);
      assertThat(found.reason()).isEqualTo(FailureReason.GATED_REPO);
      assertThat(found.what()).contains("`meta-llama/Llama-3.1-8B`");
      assertThat(found.advice()).contains("accept the terms").contains("hf_token");
    }
    JobDiagnosis dataset =
        error(
            "cpu-basic",
            "Traceback (most recent call last):\ndatasets.exceptions.DatasetNotFoundError: Dataset"
                + " 'bigcode/the-stack' is a gated dataset on the Hub. Visit the dataset page at"
                + " https://huggingface.co/datasets/bigcode/the-stack to ask for access.");
    assertThat(dataset.reason()).isEqualTo(FailureReason.GATED_REPO);
    assertThat(dataset.what()).contains("`bigcode/the-stack`");
  }

  @Test
  void a_repository_that_is_private_or_not_there_is_named() {
    JobDiagnosis model =
        error(
            "cpu-basic",
            """
            Traceback (most recent call last):
            OSError: me/secret-model is not a local folder and is not a valid model identifier listed on 'https://huggingface.co/models'
            If this is a private repository, make sure to pass a token having permission to this repo
            """);
    assertThat(model.reason()).isEqualTo(FailureReason.REPO_NOT_FOUND);
    assertThat(model.what()).contains("`me/secret-model`");

    JobDiagnosis repo =
        error(
            "cpu-basic",
            """
            Traceback (most recent call last):
            huggingface_hub.errors.RepositoryNotFoundError: 401 Client Error. (Request ID: Root=1)

            Repository Not Found for url: https://huggingface.co/api/datasets/me/data/revision/main.
            Please make sure you specified the correct `repo_id` and `repo_type`.
            Invalid username or password.
            """);
    assertThat(repo.reason()).isEqualTo(FailureReason.REPO_NOT_FOUND);
    assertThat(repo.what()).contains("`me/data`");
  }

  @Test
  void missing_and_insufficient_tokens_are_told_apart() {
    assertReason(
        FailureReason.NO_TOKEN,
        "Traceback (most recent call last):\n"
            + "huggingface_hub.errors.HfHubHTTPError: 401 Client Error: Unauthorized for url:"
            + " https://huggingface.co/api/repos/create");
    JobDiagnosis forbidden =
        error(
            "cpu-basic",
            "Traceback (most recent call last):\n"
                + "huggingface_hub.errors.HfHubHTTPError: 403 Forbidden: You don't have the rights"
                + " to create a model under the namespace \"acme\".");
    assertThat(forbidden.reason()).isEqualTo(FailureReason.FORBIDDEN);
    assertReason(
        FailureReason.NO_TOKEN,
        "Traceback (most recent call last):\n"
            + "wandb.errors.errors.UsageError: api_key not configured (no-tty). call"
            + " wandb.login(key=[your_api_key])");
  }

  @Test
  void wrong_columns_are_named_with_those_there_are() {
    JobDiagnosis key =
        error(
            "a10g-large",
            """
            Traceback (most recent call last):
              File "/env/site-packages/trl/trainer/dpo_trainer.py", line 700, in tokenize_row
                chosen = features["chosen"]
              File "/env/site-packages/datasets/formatting/formatting.py", line 278, in __getitem__
                value = self.data[key]
            KeyError: 'chosen'
            """);
    assertThat(key.reason()).isEqualTo(FailureReason.DATASET_COLUMN);
    assertThat(key.what()).contains("`chosen`");

    JobDiagnosis listed =
        error(
            "a10g-large",
            "Traceback (most recent call last):\n"
                + "ValueError: Column name ['txt'] not in the dataset. Current columns in the"
                + " dataset: ['text', 'label']");
    assertThat(listed.reason()).isEqualTo(FailureReason.DATASET_COLUMN);
    assertThat(listed.what()).contains("`txt`").contains("['text', 'label']");
  }

  @Test
  void a_key_error_of_the_scripts_own_is_not_about_columns() {
    JobDiagnosis found =
        error(
            "cpu-basic",
            """
            Traceback (most recent call last):
              File "train.py", line 7, in <module>
                options["text"]
            KeyError: 'text'
            """);

    assertThat(found.reason()).isEqualTo(FailureReason.EXCEPTION);
  }
}
