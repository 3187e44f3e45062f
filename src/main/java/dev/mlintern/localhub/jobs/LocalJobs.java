package dev.mlintern.localhub.jobs;

import dev.mlintern.json.JsonException;
import dev.mlintern.json.JsonObject;
import dev.mlintern.localhub.sandbox.LocalSandbox;
import dev.mlintern.localhub.store.Folders;
import dev.mlintern.localhub.store.HubStore;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The jobs of one Hub: `ROOT/.hub/jobs/<id>/`. As many run at once as there are processors, at
/// least two; the others wait as `SCHEDULING`. Sandboxes, which mostly wait themselves, run beside
/// them.
public final class LocalJobs implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LocalJobs.class.getName());
  private static final int MAX_LINE_BYTES = 256 << 10;

  /// For the threads of ended jobs to put their folders in order.
  private static final Duration CLOSING = Duration.ofSeconds(10);

  private final Path folder;
  private final JobVolumes volumes;
  private final Map<String, LocalJob> jobs = new ConcurrentHashMap<>();
  private final Map<String, JobRequest> requests = new ConcurrentHashMap<>();
  private final Map<String, JobProcess> processes = new ConcurrentHashMap<>();
  private final Map<String, LocalSandbox> sandboxes = new ConcurrentHashMap<>();
  private final Map<String, Thread> threads = new ConcurrentHashMap<>();
  private final Semaphore slots =
      new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()), true);
  private volatile boolean closed;

  private LocalJobs(Path folder, JobVolumes volumes) {
    this.folder = folder;
    this.volumes = volumes;
  }

  /// @param store holds the jobs in `.hub/jobs`, and what they mount
  public static LocalJobs open(HubStore store) throws IOException {
    var jobs = new LocalJobs(store.root().resolve(".hub/jobs"), new JobVolumes(store));
    if (Files.isDirectory(jobs.folder)) {
      try (var folders = Files.newDirectoryStream(jobs.folder)) {
        for (Path job : folders) {
          jobs.load(job);
        }
      }
    }
    LeftProcesses.end(
        jobs.jobs.values().stream()
            .filter(LocalJob::wasBrokenOff)
            .map(LocalJob::workFolder)
            .collect(Collectors.toSet()));
    return jobs;
  }

  private void load(Path job) throws IOException {
    try {
      LocalJob loaded = LocalJob.load(job);
      jobs.put(loaded.id(), loaded);
    } catch (IOException | JsonException | IllegalArgumentException e) {
      // One damaged folder must not keep the Hub from starting; it stays for a person to look at.
      LOG.log(System.Logger.Level.WARNING, "a job cannot be read: " + job, e);
    }
  }

  /// Starts a job.
  ///
  /// @param hub what `HF_ENDPOINT` is in the job, unless it brings its own
  LocalJob submit(JobRequest request, String namespace, String user, JsonObject initiator, URI hub)
      throws IOException {
    if (closed) {
      throw new IOException("the Hub is stopping");
    }
    String id = newId();
    LocalJob job = LocalJob.create(folder.resolve(id), id, namespace, user, request, initiator);
    requests.put(id, request);
    jobs.put(id, job);
    Optional<SandboxBoot> sandbox = SandboxBoot.of(request);
    if (sandbox.isPresent()) {
      boot(job, request, hub, sandbox.get());
    } else {
      start(job, () -> run(job, request, hub));
    }
    return job;
  }

  private void start(LocalJob job, Runnable life) {
    Thread thread =
        Thread.ofVirtual()
            .name("job-" + job.id())
            .unstarted(
                () -> {
                  try {
                    life.run();
                  } finally {
                    threads.remove(job.id());
                  }
                });
    threads.put(job.id(), thread);
    thread.start();
  }

  static String newId() {
    byte[] random = new byte[12];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /// The process of a job, while there is one.
  Optional<ProcessHandle> process(LocalJob job) {
    return Optional.ofNullable(processes.get(job.id())).map(JobProcess::handle);
  }

  /// Starts a sandbox at once: clients read its address from the answer to the submission.
  private void boot(LocalJob job, JobRequest request, URI hub, SandboxBoot boot)
      throws IOException {
    LocalSandbox sandbox = boot.start(job.workFolder(), variables(job, request, Map.of(), hub));
    sandboxes.put(job.id(), sandbox);
    job.exposeAt(boot.address(job, sandbox));
    job.begin();
    job.log().add("===== Job started at " + clock() + " =====");
    job.log().add("embedded Hub: the sandbox server runs on this machine, without a container");
    start(job, () -> attend(job, sandbox, request.timeout()));
    if (closed) {
      sandbox.close();
    }
  }

  /// Waits for the sandbox's end, by itself, by a call, or by its time.
  private void attend(LocalJob job, LocalSandbox sandbox, Duration timeout) {
    Stage ending = Stage.COMPLETED;
    Optional<String> message = Optional.empty();
    try {
      sandbox.ended().toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      ending = Stage.ERROR;
      message = Optional.of("Job timeout");
    } catch (ExecutionException e) {
      ending = Stage.ERROR;
      message = Optional.of("The sandbox failed: " + e.getCause().getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    try {
      sandbox.close();
      end(job, ending, message);
      Folders.delete(job.workFolder()); // the disk of a sandbox goes with it
    } catch (IOException | RuntimeException e) {
      fail(job, e);
    } finally {
      sandboxes.remove(job.id());
      job.log().close();
    }
  }

  Optional<LocalJob> find(String namespace, String id) {
    return Optional.ofNullable(jobs.get(id))
        .filter(job -> job.namespace().equalsIgnoreCase(namespace));
  }

  /// Newest first.
  List<LocalJob> list(String namespace) {
    return jobs.values().stream()
        .filter(job -> job.namespace().equalsIgnoreCase(namespace))
        .sorted(Comparator.comparing(LocalJob::createdAt).reversed())
        .toList();
  }

  /// What a job was submitted with; gone after a restart, because secrets are not written down.
  Optional<JobRequest> request(LocalJob job) {
    return Optional.ofNullable(requests.get(job.id()));
  }

  /// Ends a job that has not ended.
  void cancel(LocalJob job) {
    finish(job, Stage.CANCELED, Optional.empty());
    Optional.ofNullable(processes.get(job.id())).ifPresent(JobProcess::stop);
    Optional.ofNullable(sandboxes.get(job.id())).ifPresent(LocalSandbox::close);
  }

  /// Ends every job. When this returns, no thread of ours is in their folders any more.
  @Override
  public void close() {
    closed = true;
    for (LocalJob job : new ArrayList<>(jobs.values())) {
      if (!job.stage().isFinal()) {
        finish(job, Stage.ERROR, Optional.of("The embedded Hub was stopped while the job ran"));
        Optional.ofNullable(processes.get(job.id())).ifPresent(JobProcess::kill);
        Optional.ofNullable(sandboxes.get(job.id())).ifPresent(LocalSandbox::close);
      }
      job.log().close();
    }
    awaitThreads();
  }

  private void awaitThreads() {
    Instant giveUp = Instant.now().plus(CLOSING);
    try {
      for (Thread thread : List.copyOf(threads.values())) {
        if (Thread.currentThread().equals(thread)) {
          continue;
        }
        Duration left = Duration.between(Instant.now(), giveUp);
        if (left.isPositive()) {
          thread.join(left);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(LocalJob job, JobRequest request, URI hub) {
    try {
      slots.acquire();
      try {
        if (job.begin()) {
          execute(job, request, hub);
        }
      } finally {
        slots.release();
      }
    } catch (IOException | RuntimeException e) {
      fail(job, e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      processes.remove(job.id());
      job.log().close();
    }
  }

  private void fail(LocalJob job, Exception cause) {
    if (Files.isDirectory(folder.resolve(job.id()))) {
      LOG.log(System.Logger.Level.ERROR, "job " + job.id(), cause);
    }
    finish(job, Stage.ERROR, Optional.of("The embedded Hub failed: " + cause.getMessage()));
  }

  /// The stage is what it is, saved or not: whoever waits for the end must not wait for the disk.
  private void finish(LocalJob job, Stage stage, Optional<String> message) {
    try {
      job.finish(stage, message);
    } catch (IOException e) {
      boolean gone = !Files.isDirectory(folder.resolve(job.id()));
      LOG.log(
          System.Logger.Level.WARNING,
          "job "
              + job.id()
              + " ended as "
              + stage
              + ", which cannot be saved: "
              + (gone ? "its folder is gone" : e));
    }
  }

  private void execute(LocalJob job, JobRequest request, URI hub)
      throws IOException, InterruptedException {
    job.log().add("===== Job started at " + clock() + " =====");
    JobProcess process;
    try {
      Map<String, Path> mounts = volumes.place(request, folder.resolve(job.id()));
      for (Map.Entry<String, Path> mount : mounts.entrySet()) {
        job.log().add("embedded Hub: " + mount.getKey() + " is " + mount.getValue() + " here");
      }
      process =
          JobProcess.start(
              command(request, mounts), job.workFolder(), variables(job, request, mounts, hub));
    } catch (IOException e) {
      job.log().add(String.valueOf(e.getMessage()));
      end(job, Stage.ERROR, Optional.of("Job failed to start: " + e.getMessage()));
      return;
    }
    processes.put(job.id(), process);
    if (job.stage().isFinal()) {
      process.kill();
    }
    Thread output = Thread.ofVirtual().start(() -> copy(process.output(), job.log()));
    Optional<Integer> exit = process.await(request.timeout());
    if (exit.isEmpty()) {
      process.stop();
    }
    process.kill();
    if (!output.join(Duration.ofSeconds(5))) {
      process.closeOutput();
    }
    boolean done = exit.filter(code -> code == 0).isPresent();
    end(
        job,
        done ? Stage.COMPLETED : Stage.ERROR,
        done
            ? Optional.empty()
            : Optional.of(
                exit.map(code -> "Job failed with exit code: " + code).orElse("Job timeout")));
  }

  /// The log is complete before the stage says so: who sees the end reads everything.
  private void end(LocalJob job, Stage ending, Optional<String> message) {
    Stage stage = job.stage().isFinal() ? job.stage() : ending;
    try {
      job.log().add("===== Job finished: status=" + stage + " =====");
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "the last line of a log", e);
    }
    finish(job, stage, message);
  }

  private static List<String> command(JobRequest request, Map<String, Path> mounts) {
    return Stream.concat(request.command().stream(), request.arguments().stream())
        .map(word -> JobVolumes.replaced(word, mounts))
        .toList();
  }

  private Map<String, String> variables(
      LocalJob job, JobRequest request, Map<String, Path> mounts, URI hub) throws IOException {
    var variables = new HashMap<String, String>();
    variables.put("JOB_ID", job.id());
    variables.put("HF_ENDPOINT", hub.toString());
    variables.putAll(JobHardwareList.variables(request.flavor()));
    String path = new ProcessBuilder().environment().getOrDefault("PATH", "/usr/bin:/bin");
    variables.put("PATH", UvStandIn.path(folder.resolve(job.id()), path));
    request
        .environment()
        .forEach((name, value) -> variables.put(name, JobVolumes.replaced(value, mounts)));
    variables.putAll(request.secrets());
    return variables;
  }

  private static String clock() {
    return Times.format(Instant.now()).replace('T', ' ').substring(0, 19);
  }

  private static void copy(InputStream output, JobLog log) {
    try (var in = new BufferedInputStream(output)) {
      var line = new ByteArrayOutputStream();
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next == '\n' || line.size() >= MAX_LINE_BYTES) {
          log.add(line.toString(StandardCharsets.UTF_8));
          line.reset();
        }
        if (next != '\n') {
          line.write(next);
        }
      }
      if (line.size() > 0) {
        log.add(line.toString(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a job's output ended", e);
    }
  }
}
