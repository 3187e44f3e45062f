package dev.mlintern.tools.jobs;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.DatasetViewer;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubToken;
import dev.mlintern.hub.jobs.HubJobs;
import dev.mlintern.hub.jobs.Job;
import dev.mlintern.policy.Estimate;
import dev.mlintern.policy.HardwareOffer;
import dev.mlintern.policy.Usd;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.SecretValues;
import dev.mlintern.tools.ToolCall;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.jobs.JobStarter.Submitted;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The operation `run`, and what `scheduled_run` shares with it: everything that can be found wrong
/// with a job before it costs anything.
final class SubmitJobs {
  private static final Duration COLUMNS_PATIENCE = Duration.ofSeconds(4);

  private final HubClient hub;
  private final ScriptFiles files;
  private final Settings settings;
  private final HubJobs jobs;
  private final JobStarter starter;
  private final Namespaces namespaces;
  private final JobPrices prices;
  private final WatchJobs watch;
  private final SecretValues secrets;

  SubmitJobs(
      HubClient hub,
      ScriptFiles files,
      Settings settings,
      HubJobs jobs,
      JobStarter starter,
      Namespaces namespaces,
      JobPrices prices,
      WatchJobs watch,
      SecretValues secrets) {
    this.hub = hub;
    this.files = files;
    this.settings = settings;
    this.jobs = jobs;
    this.starter = starter;
    this.namespaces = namespaces;
    this.prices = prices;
    this.watch = watch;
    this.secrets = secrets;
  }

  /// A job that may be submitted.
  ///
  /// @param notes what the reader should know about it, in our words
  record Checked(String namespace, JobPlan plan, HardwareOffer offer, List<String> notes) {
    /// Of the machine with its open ports.
    Usd usdPerHour() {
      return SubmitJobs.usdPerHour(offer, !plan.spec().exposedPorts().isEmpty());
    }

    Usd worstCase() {
      return usdPerHour().forHours(plan.spec().timeout());
    }

    String price() {
      return JobText.price(
          offer.flavor(), Optional.of(usdPerHour()), Optional.of(plan.spec().timeout()));
    }
  }

  ToolResult run(JobsOperation.Run run, ToolCall call) throws InterruptedException {
    Checked checked = checked(run.draft(), call);
    if (run.dryRun()) {
      return ToolResult.ok(dryRun("submit", checked, checked.plan().spec().toJsonWithoutSecrets()));
    }
    JobPlan plan = stored(checked, call.scope());
    Submitted submitted =
        starter.submit(
            checked.namespace(),
            plan.spec().flavor(),
            plan.spec().timeout(),
            Optional.of(checked.usdPerHour()),
            call.clearance(),
            scope -> jobs.run(checked.namespace(), plan.spec(), scope));
    var notes = new ArrayList<>(checked.notes());
    submitted.trouble().ifPresent(notes::add);
    Job job = submitted.job();
    return watch.afterSubmission(
        job, Optional.of(checked.usdPerHour()), plan.spec().timeout(), notes, run.patience(), call);
  }

  /// Checks a job without starting anything.
  ///
  /// @throws ToolFailure with what to change
  Checked checked(JobDraft draft, ToolCall call) throws InterruptedException {
    Optional<byte[]> file = files.content(draft.program(), call.scope());
    JobPlan plan = JobPlan.of(draft, file, newLabel(), this::token);
    HardwareOffer offer = prices.require(draft.flavor(), call.scope());
    Usd usdPerHour = usdPerHour(offer, !draft.ports().isEmpty());
    Usd worstCase = usdPerHour.forHours(draft.timeout());
    if (draft.maxCost().filter(worstCase::isMoreThan).isPresent()) {
      throw new ToolFailure(
          "hf_jobs: the worst case "
              + worstCase
              + " ("
              + JobText.price(draft.flavor(), Optional.of(usdPerHour), Optional.of(draft.timeout()))
              + ") is more than max_cost_usd "
              + draft.maxCost().get().asRemaining()
              + ". Choose a shorter timeout, cheaper hardware or a higher ceiling. Nothing was"
              + " submitted.");
    }
    var columns = new ViewerColumns(new DatasetViewer(hub), call.scope(), COLUMNS_PATIENCE);
    List<String> notes =
        JobAdvice.of(
            draft,
            plan,
            prices.known(call.scope()).catalogue(),
            columns,
            file.map(content -> new String(content, StandardCharsets.UTF_8)));
    return new Checked(namespaces.payer(draft.namespace(), call.scope()), plan, offer, notes);
  }

  private static Usd usdPerHour(HardwareOffer offer, boolean ports) {
    return ports ? offer.usdPerHour().plus(Estimate.PORTS_PER_HOUR) : offer.usdPerHour();
  }

  /// The plan with its script where the job finds it.
  JobPlan stored(Checked checked, CallScope scope) {
    return checked.plan().largeScript().isEmpty()
        ? checked.plan()
        : new ScriptStore(hub).store(checked.plan(), checked.namespace(), scope);
  }

  String dryRun(String verb, Checked checked, ObjectNode body) {
    var text = new ReplyText(ReplyText.LARGEST_MAX_CHARS / 2);
    text.line("Dry run: nothing was submitted. " + checked.price() + ".");
    checked.notes().forEach(text::line);
    checked
        .plan()
        .largeScript()
        .ifPresent(
            script ->
                text.line(
                    "The script ("
                        + script.content().length
                        + " bytes) is too large for the command: it would be committed to a private"
                        + " dataset of "
                        + checked.namespace()
                        + " and mounted read-only."));
    text.line("Would " + verb + " for namespace " + checked.namespace() + ":");
    text.line(
        JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(shortened(body)));
    return text.toString();
  }

  /// A packed script is of no use to a reader.
  private static ObjectNode shortened(ObjectNode body) {
    ObjectNode copy = body.deepCopy();
    ObjectNode spec = copy.has("jobSpec") ? (ObjectNode) copy.get("jobSpec") : copy;
    List<String> words = spec.path("command").valueStream().map(word -> word.asString("")).toList();
    if (words.size() > 6 && words.get(2).equals(ScriptPack.PROGRAM)) {
      var shown = spec.putArray("command");
      for (int i = 0; i < words.size(); i++) {
        boolean chunk = i > 6 && i < 7 + Integer.parseInt(words.get(5));
        shown.add(
            i == 2
                ? "(constant program that unpacks the script into a file and runs the words after"
                    + " it)"
                : chunk
                    ? "(script, gzip+base64, " + words.get(i).length() + " bytes)"
                    : words.get(i));
      }
    }
    return copy;
  }

  private String token() {
    String token =
        HubToken.find(settings)
            .orElseThrow(
                () ->
                    new ToolFailure(
                        "hf_jobs: hf_token=inherit, but there is no Hub token here (HF_TOKEN or"
                            + " `hf auth login`). Nothing was submitted."));
    secrets.learn(token);
    return token;
  }

  private static String newLabel() {
    byte[] random = new byte[8];
    ThreadLocalRandom.current().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
