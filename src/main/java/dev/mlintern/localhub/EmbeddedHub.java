package dev.mlintern.localhub;

import dev.mlintern.localhub.account.Accounts;
import dev.mlintern.localhub.api.AccountRoutes;
import dev.mlintern.localhub.api.BareNames;
import dev.mlintern.localhub.api.CommitRoutes;
import dev.mlintern.localhub.api.DiscussionRoutes;
import dev.mlintern.localhub.api.FileRoutes;
import dev.mlintern.localhub.api.HistoryRoutes;
import dev.mlintern.localhub.api.InfoRoutes;
import dev.mlintern.localhub.api.LfsRoutes;
import dev.mlintern.localhub.api.ListRoutes;
import dev.mlintern.localhub.api.PullRequestRoutes;
import dev.mlintern.localhub.api.RepoAccess;
import dev.mlintern.localhub.api.RepoRoutes;
import dev.mlintern.localhub.api.SpaceSearchRoutes;
import dev.mlintern.localhub.api.TreeRoutes;
import dev.mlintern.localhub.card.FactsCache;
import dev.mlintern.localhub.jobs.JobRoutes;
import dev.mlintern.localhub.jobs.LocalJobs;
import dev.mlintern.localhub.jobs.LocalSchedules;
import dev.mlintern.localhub.jobs.ScheduleRoutes;
import dev.mlintern.localhub.store.HubStore;
import dev.mlintern.localhub.viewer.RowRoutes;
import dev.mlintern.localhub.viewer.ViewedDatasets;
import dev.mlintern.localhub.viewer.ViewerRoutes;
import dev.mlintern.localhub.web.HttpDoor;
import dev.mlintern.localhub.web.Router;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;

/// The Hub's HTTP contract over a folder, on loopback only.
///
/// Point a client at it with `HF_ENDPOINT`. Any token that starts with `hf_` is the user `local`
/// with the role `write`, unless a `users.json` in the root says otherwise. Layout of the root: see
/// [HubStore].
public final class EmbeddedHub implements AutoCloseable {
  private final HubStore store;
  private final LocalJobs jobs;
  private final LocalSchedules schedules;
  private final HttpDoor door;

  private EmbeddedHub(HubStore store, LocalJobs jobs, LocalSchedules schedules, HttpDoor door) {
    this.store = store;
    this.jobs = jobs;
    this.schedules = schedules;
    this.door = door;
  }

  /// Opens the root, imports plain folders that are new, and listens.
  ///
  /// @param root made if it is not there
  /// @param port 0 for any free one
  /// @throws IOException if another Hub serves this root, the port is taken, or a file of the root
  ///     cannot be used
  public static EmbeddedHub start(Path root, int port) throws IOException {
    return start(root, port, Clock.systemUTC());
  }

  /// Starts a Hub whose scheduled jobs go by this clock.
  ///
  /// @throws IOException as for [#start(Path, int)]
  public static EmbeddedHub start(Path root, int port, Clock clock) throws IOException {
    Accounts accounts = Accounts.load(root.resolve("users.json"));
    HubStore store = HubStore.open(root);
    try {
      LocalJobs jobs = LocalJobs.open(store);
      LocalSchedules schedules = LocalSchedules.open(root.resolve(".hub"), jobs, clock);
      Router router = routes(new RepoAccess(store, accounts), jobs, schedules);
      HttpDoor door = HttpDoor.open(port, router);
      schedules.begin(door.endpoint());
      return new EmbeddedHub(store, jobs, schedules, door);
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private static Router routes(RepoAccess access, LocalJobs jobs, LocalSchedules schedules) {
    var facts = new FactsCache();
    Router.Builder routes = Router.builder();
    new AccountRoutes(access).addTo(routes);
    new ListRoutes(access, facts).addTo(routes);
    new SpaceSearchRoutes(access, facts).addTo(routes);
    new InfoRoutes(access, facts).addTo(routes);
    new TreeRoutes(access).addTo(routes);
    new HistoryRoutes(access).addTo(routes);
    new FileRoutes(access).addTo(routes);
    new RepoRoutes(access).addTo(routes);
    new CommitRoutes(access).addTo(routes);
    new LfsRoutes(access).addTo(routes);
    new DiscussionRoutes(access).addTo(routes);
    new PullRequestRoutes(access).addTo(routes);
    new BareNames(access).addTo(routes);
    new JobRoutes(access, jobs).addTo(routes);
    new ScheduleRoutes(access, schedules).addTo(routes);
    var datasets = new ViewedDatasets(access, facts);
    new ViewerRoutes(datasets).addTo(routes);
    new RowRoutes(datasets).addTo(routes);
    return routes.build();
  }

  /// What `HF_ENDPOINT` should be: `http://127.0.0.1:<port>`, no slash at the end.
  public URI endpoint() {
    return door.endpoint();
  }

  /// Base address of the dataset viewer (`/splits`, `/rows`, …), no slash at the end.
  public URI viewerEndpoint() {
    return URI.create(door.endpoint() + "/datasets-server");
  }

  /// Stops jobs, lets calls in flight end, for at most five seconds, and releases the root.
  @Override
  public void close() throws IOException {
    schedules.close();
    jobs.close();
    door.close();
    store.close();
  }
}
