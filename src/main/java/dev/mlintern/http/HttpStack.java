package dev.mlintern.http;

import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import okhttp3.Response;

/// The one door to the network: time limits, retry, rate limits, cache, size caps, credentials to
/// allow-listed hosts only. Thread-safe; blocking, meant for virtual threads.
///
/// Cancelling the scope, or interrupting the thread, breaks a request off at once with a
/// [java.util.concurrent.CancellationException]; an interrupted thread stays marked.
public final class HttpStack implements AutoCloseable {
  private final Settings settings;
  private final List<Credentials> credentials;
  private final Surroundings surroundings;
  private volatile Engine engine;
  private volatile boolean closed;

  private HttpStack(Settings settings, List<Credentials> credentials, Surroundings surroundings) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.credentials = List.copyOf(credentials);
    this.surroundings = surroundings;
  }

  /// Builds the stack without touching network, disk or tokens, and without loading OkHttp: that
  /// happens with the first request.
  public static HttpStack create(Settings settings, List<Credentials> credentials) {
    return create(settings, credentials, Surroundings.REAL);
  }

  /// The same with pauses of its own before it tries again.
  public static HttpStack create(
      Settings settings, List<Credentials> credentials, BackOff backOff) {
    return create(settings, credentials, Surroundings.REAL.with(backOff));
  }

  static HttpStack create(
      Settings settings, List<Credentials> credentials, Surroundings surroundings) {
    return new HttpStack(settings, credentials, surroundings);
  }

  /// The pause before something is tried again; for users who try or look again themselves.
  public BackOff backOff() {
    return surroundings.backOff();
  }

  /// Sends and reads the whole answer, of whatever status; repeats idempotent requests as far as
  /// time permits; serves from the cache when the request allows it.
  ///
  /// @throws HttpFailure when there is no usable answer
  /// @throws java.util.concurrent.CancellationException when the scope was cancelled
  public HttpReply send(HttpRequest request, CallScope scope) {
    return engine().send(request, scope);
  }

  /// Sends and hands over the open answer: downloads, event streams. The caller must close it, and
  /// turns what its reading throws into words with [#failure].
  ///
  /// Reading is bound by the request's silence limit and the scope, not by
  /// [HttpRequest#timeLimit]: give a long stream a scope that lasts. The size cap is the caller's
  /// own; [HttpReply#of] applies one.
  ///
  /// @throws HttpFailure when there is no answer
  /// @throws java.util.concurrent.CancellationException when the scope was cancelled
  public Response open(HttpRequest request, CallScope scope) {
    return engine().open(request, scope);
  }

  /// What a failed transfer means, for callers that read an open answer themselves.
  ///
  /// @return an [HttpFailure], or a [java.util.concurrent.CancellationException] when the scope was
  ///     cancelled
  public RuntimeException failure(HttpRequest request, CallScope scope, IOException e) {
    return HttpFailures.of(request, scope, e);
  }

  /// Breaks off whatever is under way; further requests are refused.
  @Override
  public synchronized void close() {
    closed = true;
    if (engine != null) {
      engine.close();
    }
  }

  private Engine engine() {
    Engine ready = engine;
    return ready == null || closed ? start() : ready;
  }

  private synchronized Engine start() {
    if (closed) {
      throw new HttpFailure.Refused("The program is shutting down; nothing was sent.");
    }
    if (engine == null) {
      engine = new Engine(settings, credentials, surroundings);
    }
    return engine;
  }
}
