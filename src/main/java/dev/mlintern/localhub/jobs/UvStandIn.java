package dev.mlintern.localhub.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// `uv run` for machines without uv: runs the script with the machine's own `python3` and says
/// that nothing was installed. Scripts of jobs are started with uv, see `hf_jobs`.
final class UvStandIn {
  private static final String SCRIPT =
      """
      #!/bin/sh
      if [ "$1" != run ]; then
        echo "embedded Hub: this machine has no uv, and its stand-in knows 'uv run' only" >&2
        exit 127
      fi
      shift
      dependencies=
      while [ $# -gt 0 ]; do
        case "$1" in
          --with) dependencies="$dependencies $2"; shift 2 ;;
          -p|--python) shift 2 ;;
          --) shift; break ;;
          -*) echo "embedded Hub: uv run $1 needs uv, which this machine does not have" >&2; exit 127 ;;
          *) break ;;
        esac
      done
      [ -z "$dependencies" ] ||
        echo "embedded Hub: no uv here, so python3 runs as it is; not installed:$dependencies" >&2
      case "$1" in
        http://*|https://*) echo "embedded Hub: a script's address needs uv" >&2; exit 127 ;;
        *.py) exec python3 "$@" ;;
        *) exec "$@" ;;
      esac
      """;

  private UvStandIn() {}

  /// The search path of a job: with a stand-in when there is no uv.
  static String path(Path jobFolder, String path) throws IOException {
    if (JobProcess.find("uv", path).isPresent()) {
      return path;
    }
    Path programs = jobFolder.resolve("bin");
    Files.createDirectories(programs);
    Path uv = programs.resolve("uv");
    Files.writeString(uv, SCRIPT);
    Files.setPosixFilePermissions(uv, PosixFilePermissions.fromString("rwxr-xr-x"));
    return programs + ":" + path;
  }
}
