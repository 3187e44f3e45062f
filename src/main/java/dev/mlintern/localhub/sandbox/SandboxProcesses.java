package dev.mlintern.localhub.sandbox;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/// All processes of one sandbox: what they are given, the background ones by id, and their end.
final class SandboxProcesses {
  /// What a sandbox inherits: where programs are and how text is written.
  private static final Set<String> INHERITED =
      Set.of("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "SystemRoot", "PATHEXT");

  /// Marks every process of a sandbox, also those that left their process group.
  private static final String MARK = "ML_INTERN_SANDBOX_ID";

  private static final Path PROCESS_TABLE = Path.of("/proc");
  private static final int KILL_ROUNDS = 20;

  private final SandboxFolder folder;
  private final Map<String, String> given;
  private final long maxFileBytes;
  private final String mark = UUID.randomUUID().toString();
  private final Set<SandboxProcess> running = ConcurrentHashMap.newKeySet();
  private final Map<Long, Background> background = new ConcurrentHashMap<>();

  /// Files to tell a session its command by. Written over again: a file system remembers what was
  /// deleted a moment ago, and makes new files the slower for it.
  private final Queue<Path> slips = new ConcurrentLinkedQueue<>();

  private final AtomicInteger slipsMade = new AtomicInteger();
  private final AtomicReference<FutureTask<SandboxProcess>> spare;
  private volatile boolean closed;

  /// A process that was started and left alone.
  record Background(SandboxProcess process, String command, Instant startedAt) {}

  SandboxProcesses(SandboxFolder folder, Map<String, String> given, long maxFileBytes) {
    this.folder = folder;
    this.given = Map.copyOf(given);
    this.maxFileBytes = maxFileBytes;
    this.spare = new AtomicReference<>(ready());
  }

  /// Starts a command in the session that waits for one, and has another session wait.
  ///
  /// @throws IOException when it was not started
  SandboxProcess start(List<String> command, Path directory, Map<String, String> more)
      throws IOException {
    folder.mend();
    SandboxProcess process = null;
    try {
      process = more.isEmpty() ? spare() : waiting(more);
      process.become(command, directory, slip());
      return process;
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException _) {
      // Killed while it waited, perhaps by a command of the same sandbox; or the disk is full.
      if (process != null) {
        process.kill();
        ended(process);
      }
    }
    return entered(
        SandboxProcess.at(folder.root(), command, directory, environment(more), maxFileBytes));
  }

  private Path slip() {
    Path used = slips.poll();
    return used != null
        ? used
        : folder.temporary().resolve(".ml-intern-next-" + slipsMade.incrementAndGet());
  }

  /// The session that waits already, or is about to.
  private SandboxProcess spare() throws IOException {
    FutureTask<SandboxProcess> ready = spare.getAndSet(ready());
    try {
      return ready.get();
    } catch (ExecutionException e) {
      throw new IOException("no process can be started: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted before a process was started");
    }
  }

  private FutureTask<SandboxProcess> ready() {
    var task = new FutureTask<>(() -> waiting(Map.of()));
    Thread.ofPlatform().daemon().name("sandbox-spare").start(task);
    return task;
  }

  private SandboxProcess waiting(Map<String, String> more) throws IOException {
    return entered(SandboxProcess.waiting(folder.temporary(), environment(more), maxFileBytes));
  }

  private SandboxProcess entered(SandboxProcess process) throws IOException {
    running.add(process);
    if (closed) {
      process.kill();
      throw new IOException("the sandbox has ended");
    }
    return process;
  }

  private Map<String, String> environment(Map<String, String> more) {
    var environment = new HashMap<String, String>();
    new ProcessBuilder()
        .environment()
        .forEach(
            (name, value) -> {
              if (INHERITED.contains(name)) {
                environment.put(name, value);
              }
            });
    environment.put("HOME", folder.root().toString());
    environment.put("TMPDIR", folder.temporary().toString());
    // What our own programs go by where the sandbox is not the whole machine.
    environment.put("ML_INTERN_SANDBOX_ROOT", folder.root().toString());
    environment.putAll(given);
    environment.putAll(more);
    environment.put(MARK, mark);
    return environment;
  }

  /// Takes note that a process was seen to its end.
  void ended(SandboxProcess process) {
    running.remove(process);
    process.told().ifPresent(slips::add);
  }

  void leaveAlone(SandboxProcess process, String command) {
    background.put(process.pid(), new Background(process, command, Instant.now()));
  }

  Optional<Background> background(long pid) {
    return Optional.ofNullable(background.get(pid));
  }

  List<Background> background() {
    return background.values().stream()
        .sorted((a, b) -> a.startedAt().compareTo(b.startedAt()))
        .toList();
  }

  /// Kills everything, also what left its process group or its parent.
  void killAll() {
    closed = true;
    running.forEach(SandboxProcess::kill);
    for (int round = 0; round < KILL_ROUNDS; round++) {
      List<ProcessHandle> left = marked();
      if (left.isEmpty()) {
        return;
      }
      left.forEach(ProcessHandle::destroyForcibly);
      left.forEach(handle -> handle.onExit().completeOnTimeout(handle, 1, TimeUnit.SECONDS).join());
    }
  }

  private List<ProcessHandle> marked() {
    var found = new ArrayList<ProcessHandle>();
    try (Stream<Path> entries = Files.list(PROCESS_TABLE)) {
      entries
          .filter(entry -> entry.getFileName().toString().matches("\\d+"))
          .filter(this::isMarked)
          .forEach(
              entry ->
                  ProcessHandle.of(Long.parseLong(entry.getFileName().toString()))
                      .ifPresent(found::add));
    } catch (IOException _) {
      // No process table here: the process groups are all there is to go by.
    }
    return found;
  }

  private boolean isMarked(Path process) {
    try {
      // Latin-1: bytes as they are, whatever the environment holds.
      String environment =
          Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
      return environment.contains(MARK + "=" + mark);
    } catch (IOException _) {
      return false;
    }
  }
}
