package dev.mlintern.cli;

import dev.mlintern.hooks.upload.SharedTraces;
import dev.mlintern.hooks.upload.UploadRefusal;
import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.HubException;
import dev.mlintern.settings.Settings;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ml-intern share-traces`: who may read the transcripts that were uploaded.
@Command(
    name = "share-traces",
    description = {
      "Show where your session transcripts are and who can read them, or change who.",
      "Exit code 3: it is not as asked for; the reason is printed."
    },
    mixinStandardHelpOptions = true)
final class ShareTracesCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int NOT_AS_ASKED = 3;

  /// Who may read.
  enum Readers {
    PUBLIC,
    PRIVATE
  }

  @Parameters(
      arity = "0..1",
      paramLabel = "public|private",
      description = "Open the dataset to everybody, or close it.")
  private Readers readers;

  @Option(names = "--yes", description = "Needed with public: copies others make stay for good.")
  private boolean sure;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Settings settings = Settings.fromEnvironment();
    return run(new SharedTraces(new Clients(settings).hub(), settings));
  }

  /// Says and does what the arguments ask for.
  int run(SharedTraces traces) {
    try {
      return asked(traces);
    } catch (UploadRefusal | HubException | HttpFailure e) {
      return failed(e.getMessage());
    }
  }

  private int asked(SharedTraces traces) {
    CallScope scope = CallScope.lasting(LIMIT);
    if (readers == null) {
      return told(traces.look(scope));
    }
    boolean isPrivate = readers == Readers.PRIVATE;
    if (!isPrivate && !sure) {
      SharedTraces.State now = traces.look(scope);
      return failed(
          "everybody could read every transcript in "
              + now.name()
              + ", and what was copied cannot be taken back. Redaction goes by known values, shapes"
              + " and names: look through "
              + now.url()
              + " first, then call this with --yes. Nothing was changed.");
    }
    SharedTraces.State now = traces.share(isPrivate, scope);
    int code = told(now);
    return now.isPrivate().equals(Optional.of(isPrivate))
        ? code
        : failed("the Hub took the change and still says otherwise");
  }

  private int told(SharedTraces.State now) {
    String readers =
        now.isPrivate()
            .map(
                isPrivate ->
                    isPrivate
                        ? "private: only you, or your organisation, can read it"
                        : "public: everybody can read it, and while it is, no transcript is added")
            .orElse("not there yet: the next session that is uploaded makes it, private");
    PrintWriter out = spec.commandLine().getOut();
    out.println(now.url());
    out.println(readers);
    out.flush();
    return 0;
  }

  private int failed(String why) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("ml-intern share-traces: " + why);
    err.flush();
    return NOT_AS_ASKED;
  }
}
