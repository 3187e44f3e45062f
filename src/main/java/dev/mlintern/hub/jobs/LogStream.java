package dev.mlintern.hub.jobs;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubException;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import okhttp3.HttpUrl;
import okhttp3.Response;

/// The log of a job, event by event, each exactly once.
///
/// The Hub replays the whole log on every connection, so events already given are skipped by their
/// count when the connection broke and is opened again. Holds a few hundred events at most, however
/// long the log is. For one reading thread.
public final class LogStream implements AutoCloseable {
  /// The Hub sends a sign of life every 30 s (spec hub-api §9.16).
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(75);

  private static final int BUFFERED = 256;
  private static final int MAX_BREAKS_IN_A_ROW = 5;

  private final HubClient hub;
  private final HttpUrl address;
  private final CallScope scope;
  private final CallScope.Registration following;
  private final Duration firstPause;
  private final BlockingQueue<Item> queue = new ArrayBlockingQueue<>(BUFFERED);
  private final Thread reader;
  private long given;

  private sealed interface Item {
    record Event(LogEvent event) implements Item {}

    record Failure(RuntimeException cause) implements Item {}
  }

  LogStream(HubClient hub, HttpUrl address, long skip, CallScope outer, Duration firstPause) {
    this.hub = Objects.requireNonNull(hub, "hub");
    this.address = Objects.requireNonNull(address, "address");
    this.given = skip;
    this.firstPause = firstPause;
    this.scope = CallScope.lasting(outer.remaining());
    this.following = outer.onCancel(scope::cancel);
    this.reader = Thread.ofVirtual().name("job-log").start(this::read);
  }

  /// The next event, or [LogEvent.Silence] when none comes within `patience`. After
  /// [LogEvent.End] nothing more comes.
  ///
  /// @throws HubException when the Hub refuses the log
  /// @throws HttpFailure when it cannot be reached again
  public LogEvent next(Duration patience) throws InterruptedException {
    Item item = queue.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    return switch (item) {
      case null -> new LogEvent.Silence();
      case Item.Event(LogEvent event) -> event;
      case Item.Failure(RuntimeException cause) -> throw cause;
    };
  }

  /// Breaks the connection off.
  @Override
  public void close() {
    following.close();
    scope.cancel();
    reader.interrupt();
  }

  private void read() {
    try {
      int breaks = 0;
      while (true) {
        long before = given;
        try {
          readOnce();
          queue.put(new Item.Event(new LogEvent.End()));
          return;
        } catch (Broken broken) {
          breaks = given > before ? 1 : breaks + 1;
          if (breaks > MAX_BREAKS_IN_A_ROW) {
            throw broken.failure;
          }
          scope.pause(firstPause.multipliedBy(1L << (breaks - 1)));
        }
      }
    } catch (CancellationException | InterruptedException _) {
      // Closed, or the call cancelled: nobody reads any more.
      queue.clear();
    } catch (RuntimeException e) {
      offer(new Item.Failure(e));
    }
  }

  private void offer(Item item) {
    try {
      queue.put(item);
    } catch (InterruptedException _) {
      queue.clear();
    }
  }

  private void readOnce() throws Broken, InterruptedException {
    HttpRequest request =
        HttpRequest.get(address)
            .withHeader("Accept", "text/event-stream")
            .withCredential(HttpRequest.Credential.WANTED)
            .withReadTimeout(LONGEST_SILENCE);
    Response response;
    try {
      response = hub.open(request, scope);
    } catch (HttpFailure.Network | HttpFailure.TimedOut e) {
      throw new Broken(e);
    }
    try (response) {
      var events = new EventReader(response.body().source());
      for (long number = 1; ; number++) {
        var event = events.next();
        if (event.isEmpty()) {
          return;
        }
        if (number > given) {
          queue.put(new Item.Event(event.get().line(number)));
          given = number;
        }
      }
    } catch (IOException e) {
      throw new Broken(hub.http().failure(request, scope, e));
    }
  }

  /// The connection was lost; opening it again may help.
  private static final class Broken extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient RuntimeException failure;

    Broken(RuntimeException failure) {
      super(failure);
      this.failure = failure;
    }
  }
}
