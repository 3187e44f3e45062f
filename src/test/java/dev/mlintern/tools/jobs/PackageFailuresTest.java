package dev.mlintern.tools.jobs;

import static dev.mlintern.tools.jobs.EndedLogs.assertReason;
import static dev.mlintern.tools.jobs.EndedLogs.error;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Endings by packages: missing, in the wrong version, in conflict, or called by names they no
/// longer know.
class PackageFailuresTest {
  @Test
  void a_missing_package_is_named_as_pip_knows_it() {
    assertMissing(
        "ModuleNotFoundError: No module named 'cv2'",
        "opencv-python-headless",
        "imported as `cv2`");
    assertMissing(
        "ModuleNotFoundError: No module named 'PIL.Image'", "pillow", "imported as `PIL`");
    assertMissing(
        "ModuleNotFoundError: No module named 'flash_attn'",
        "flash-attn",
        "imported as `flash_attn`");
    assertMissing("ModuleNotFoundError: No module named 'trl'", "trl", "`trl` is not");
    assertMissing("/usr/bin/python: No module named vllm", "vllm", "`vllm` is not");
    assertMissing(
        "ImportError: This modeling file requires the following packages that were not found in"
            + " your environment: einops, flash_attn. Run `pip install einops flash_attn`",
        "einops, flash_attn",
        "");
    assertMissing(
        "ImportError: Using `bitsandbytes` 4-bit quantization requires bitsandbytes: `pip install"
            + " -U bitsandbytes>=0.46.1`",
        "bitsandbytes>=0.46.1",
        "");
  }

  @Test
  void a_package_in_the_wrong_version_is_told_from_one_that_is_missing() {
    JobDiagnosis name =
        error(
            "cpu-basic",
            "Traceback (most recent call last):\n"
                + "ImportError: cannot import name 'GKDTrainer' from 'trl' (/x/trl/__init__.py)");
    assertThat(name.reason()).isEqualTo(FailureReason.PACKAGE_VERSION);
    assertThat(name.what()).contains("`trl` has no `GKDTrainer`");

    JobDiagnosis module =
        error(
            "cpu-basic",
            """
            Traceback (most recent call last):
              File "/env/site-packages/trl/old.py", line 3, in <module>
                import trl.core2
            ModuleNotFoundError: No module named 'trl.core2'
            """);
    assertThat(module.reason()).isEqualTo(FailureReason.PACKAGE_VERSION);
  }

  @Test
  void requirements_that_do_not_fit_together_are_a_conflict() {
    assertReason(
        FailureReason.PACKAGE_CONFLICT,
        """
          × No solution found when resolving `--with` dependencies:
          ╰─▶ Because you require transformers==4.30 and trl>=0.20, we can conclude that your
              requirements are unsatisfiable.
        """);
    assertReason(
        FailureReason.PACKAGE_CONFLICT,
        """
          × Failed to build `flash-attn==2.6.3`
          ├─▶ The build backend returned an error
          ╰─▶ Call to `setuptools.build_meta:__legacy__.build_wheel` failed (exit status: 1)
        """);
  }

  @Test
  void unknown_options_and_keywords_are_named_with_their_new_names() {
    JobDiagnosis keyword =
        error(
            "cpu-basic",
            "Traceback (most recent call last):\n"
                + "TypeError: SFTConfig.__init__() got an unexpected keyword argument"
                + " 'max_seq_length'");
    assertThat(keyword.reason()).isEqualTo(FailureReason.UNKNOWN_ARGUMENT);
    assertThat(keyword.what()).contains("`SFTConfig`").contains("`max_seq_length`");
    assertThat(keyword.advice()).contains("`max_length`");
    JobDiagnosis option =
        error(
            "cpu-basic", "usage: sft.py [-h]\nsft.py: error: unrecognized arguments: --lora_rr 8");
    assertThat(option.what()).contains("--lora_rr 8");
    assertReason(
        FailureReason.UNKNOWN_ARGUMENT,
        "usage: a\na.py: error: the following arguments are required: --dataset_name");
    assertReason(
        FailureReason.UNKNOWN_ARGUMENT,
        "Traceback (most recent call last):\n"
            + "ValueError: Some specified arguments are not used by the HfArgumentParser:"
            + " ['--foo']");
  }

  private static void assertMissing(String line, String name, String what) {
    JobDiagnosis found =
        error("cpu-basic", "Traceback (most recent call last):\n  File \"a.py\", line 1\n" + line);
    assertThat(found.reason()).as(line).isEqualTo(FailureReason.MISSING_PACKAGE);
    assertThat(found.advice()).contains(name);
    assertThat(found.what()).contains(what);
  }
}
