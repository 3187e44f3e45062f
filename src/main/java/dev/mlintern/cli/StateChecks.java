package dev.mlintern.cli;

import dev.mlintern.policy.Endpoints;
import dev.mlintern.policy.SandboxLease;
import dev.mlintern.policy.SandboxLeases;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// `doctor` on what this machine knows without asking anybody: the settings, where work is done,
/// and the sandboxes that somebody may still pay for.
final class StateChecks {
  private static final String OURS = "ML_INTERN_";

  /// What the launcher and the hooks' launcher read before there is a Java.
  private static final Set<String> OF_THE_LAUNCHER =
      Set.of("ML_INTERN_JAVA_HOME", "ML_INTERN_AOT_CACHE");

  private static final Set<String> YES_AND_NO =
      Set.of("1", "true", "yes", "on", "0", "false", "no", "off");

  private final Settings settings;
  private final Map<String, String> environment;
  private final Instant now;

  /// @param environment every variable, for names nobody reads
  StateChecks(Settings settings, Map<String, String> environment, Instant now) {
    this.settings = settings;
    this.environment = environment;
    this.now = now;
  }

  List<DoctorLine> all() {
    List<DoctorLine> lines = new ArrayList<>();
    lines.add(variables());
    lines.add(mode());
    lines.addAll(sandboxes());
    return lines;
  }

  /// A misspelt limit limits nothing, and nobody says so.
  private DoctorLine variables() {
    Set<String> known =
        Stream.of(Setting.values()).map(Setting::name).collect(Collectors.toUnmodifiableSet());
    List<String> wrong = new ArrayList<>();
    environment.keySet().stream()
        .filter(name -> name.startsWith(OURS))
        .filter(name -> !known.contains(name) && !OF_THE_LAUNCHER.contains(name))
        .sorted()
        .forEach(name -> wrong.add(name + " is read by nobody"));
    for (Setting setting : Setting.values()) {
      settings
          .explicit(setting)
          .filter(value -> !fits(setting, value))
          .ifPresent(_ -> wrong.add(setting + " is no " + noun(setting) + " and is left unread"));
    }
    return wrong.isEmpty()
        ? DoctorLine.ok("settings", (ours() == 0 ? "none" : ours()) + " of ml-intern's own set")
        : DoctorLine.warn(
            "settings", String.join("; ", wrong), "the guide's table has names and meanings");
  }

  private long ours() {
    return settings.values().keySet().stream().filter(set -> set.name().startsWith(OURS)).count();
  }

  private static boolean fits(Setting setting, String value) {
    return switch (setting.kind()) {
      case FLAG -> YES_AND_NO.contains(value.toLowerCase(Locale.ROOT));
      case NUMBER -> value.matches("\\d+(\\.\\d+)?|\\.\\d+");
      case PATH, SECRET, TEXT, URL -> true;
    };
  }

  private static String noun(Setting setting) {
    return setting.kind() == Setting.Kind.FLAG ? "yes or no (1 or 0)" : "number";
  }

  /// Where a session's own commands run, and where its jobs do.
  private DoctorLine mode() {
    boolean loopback = Endpoints.isLoopback(settings);
    String hub =
        loopback
            ? "; jobs"
                + (settings.flag(Setting.ML_INTERN_LOCAL_MODE) ? "" : " and sandboxes")
                + " are processes of this machine, by the Hub at "
                + settings.text(Setting.HF_ENDPOINT).orElseThrow()
            : "; jobs go to the Hub's machines";
    return settings.flag(Setting.ML_INTERN_LOCAL_MODE)
        ? DoctorLine.ok(
            "mode", "local (ML_INTERN_LOCAL_MODE): no sandbox tools, Claude's own instead" + hub)
        : DoctorLine.ok("mode", "sandboxes" + (loopback ? "" : " in the cloud") + hub);
  }

  private List<DoctorLine> sandboxes() {
    String check = "sandboxes";
    List<SandboxLease> leases;
    List<String> unreadable;
    try {
      leases = SandboxLeases.of(settings).all();
      unreadable = SandboxLeases.of(settings).unreadable();
    } catch (IOException e) {
      String found = "the records of sandboxes cannot be read: " + e.getMessage();
      String fix =
          "mend the folder's rights; " + OwnProgram.typed() + " sandbox list asks the Hub itself";
      return List.of(DoctorLine.fail(check, found, fix));
    }
    List<DoctorLine> lines = new ArrayList<>();
    if (!unreadable.isEmpty()) {
      String found = "damaged records, perhaps of sandboxes still paid for: ";
      String fix = OwnProgram.typed() + " sandbox list asks the Hub itself; then delete them";
      lines.add(DoctorLine.fail(check, found + String.join(", ", unreadable), fix));
    }
    for (SandboxLease lease : leases) {
      if (lease.isLeftOver(now)) {
        String found = "left behind and perhaps still paid for: " + described(lease);
        lines.add(DoctorLine.warn(check, found, OwnProgram.typed() + " sandbox sweep ends it"));
      } else {
        String kind = lease.isHeld() ? "in use by a running session: " : "kept on request: ";
        lines.add(DoctorLine.ok(check, kind + described(lease)));
      }
    }
    return lines.isEmpty() ? List.of(DoctorLine.ok(check, "none left behind")) : lines;
  }

  private static String described(SandboxLease lease) {
    return lease.name()
        + " on "
        + lease.hardware()
        + lease.jobId().map(id -> ", job " + lease.namespace() + "/" + id).orElse("")
        + lease.usdPerHour().map(price -> ", " + price + "/h").orElse("")
        + ", ends "
        + lease.expires()
        + " at the latest";
  }
}
