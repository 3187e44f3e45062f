package dev.mlintern.http;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// Serves answers again while they are fresh, asks upstream whether old ones still hold, and lets
/// equal questions that come at the same time share one request.
final class ReplyCache {
  private final ReplyStore store;
  private final InstantSource clock;
  private final Map<CacheKey, CompletableFuture<HttpReply>> underWay = new ConcurrentHashMap<>();

  ReplyCache(ReplyStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /// The answer, from the cache or from `upstream`.
  ///
  /// @param upstream sends a request; only called when the cache has no fresh answer
  HttpReply get(
      HttpRequest request,
      Optional<String> credential,
      CallScope scope,
      Function<HttpRequest, HttpReply> upstream) {
    CacheKey key = CacheKey.of(request, credential);
    while (true) {
      Optional<CachedReply> fresh =
          kept(key, request).filter(old -> old.isFresh(request.cacheFor(), clock.instant()));
      if (fresh.isPresent()) {
        return fresh.get().reply().asCached();
      }
      var mine = new CompletableFuture<HttpReply>();
      CompletableFuture<HttpReply> theirs = underWay.putIfAbsent(key, mine);
      if (theirs == null) {
        return lead(key, request, credential, mine, upstream);
      }
      Optional<HttpReply> shared = follow(theirs, request, scope);
      if (shared.isPresent()) {
        return shared.get();
      }
    }
  }

  /// Forgets what a write may have changed.
  void forget(HttpRequest written) {
    store.forget(written.url());
  }

  private HttpReply lead(
      CacheKey key,
      HttpRequest request,
      Optional<String> credential,
      CompletableFuture<HttpReply> promise,
      Function<HttpRequest, HttpReply> upstream) {
    try {
      HttpReply reply = ask(key, request, credential, upstream);
      promise.complete(reply);
      return reply;
    } catch (RuntimeException | Error e) {
      promise.completeExceptionally(e);
      throw e;
    } finally {
      underWay.remove(key, promise);
    }
  }

  private HttpReply ask(
      CacheKey key,
      HttpRequest request,
      Optional<String> credential,
      Function<HttpRequest, HttpReply> upstream) {
    long writeCount = store.writeCount();
    Optional<CachedReply> old = kept(key, request);
    // Somebody else's request may have ended between our look and our turn.
    if (old.isPresent() && old.get().isFresh(request.cacheFor(), clock.instant())) {
      return old.get().reply().asCached();
    }
    boolean asksItself = request.headers().get("If-None-Match") != null;
    Optional<String> etag = asksItself ? Optional.empty() : old.flatMap(CachedReply::etag);
    HttpReply reply =
        upstream.apply(
            etag.map(value -> request.withHeader("If-None-Match", value)).orElse(request));
    if (etag.isPresent() && reply.status() == 304) {
      CachedReply confirmed = old.get().checkedAgain(clock.instant());
      store.keep(key, confirmed, writeCount);
      return confirmed.reply().asCached();
    }
    if (CachedReply.isWorthKeeping(reply, request) && !says(reply, credential)) {
      store.keep(key, new CachedReply(reply, clock.instant()), writeCount);
    }
    return reply;
  }

  /// What the store has, unless this request would not have kept it: an earlier release may have.
  private Optional<CachedReply> kept(CacheKey key, HttpRequest request) {
    return store.find(key).filter(old -> CachedReply.isWorthKeeping(old.reply(), request));
  }

  /// Whether a service says back the secret it was sent; that must not lie on the disk.
  private static boolean says(HttpReply reply, Optional<String> credential) {
    return credential
        .map(value -> value.substring(value.lastIndexOf(' ') + 1))
        .filter(secret -> !secret.isBlank())
        .filter(
            secret ->
                reply.text().contains(secret)
                    || reply.headers().toMultimap().toString().contains(secret))
        .isPresent();
  }

  /// Waits for the same question's answer to somebody else; empty when that failed for a reason of
  /// their own, so that we must ask ourselves.
  private static Optional<HttpReply> follow(
      CompletableFuture<HttpReply> theirs, HttpRequest request, CallScope scope) {
    try {
      return Optional.of(scope.await(theirs, Duration.ofDays(1)).asCached());
    } catch (TimeoutException e) {
      throw new HttpFailure.TimedOut(
          request.url().host() + " did not answer within this call's time.", e);
    } catch (ExecutionException e) {
      return switch (e.getCause()) {
        case CancellationException _ -> Optional.empty();
        case HttpFailure.TimedOut _ -> Optional.empty();
        case HttpFailure.RateLimited _ -> Optional.empty();
        case RuntimeException failure -> throw failure;
        default -> throw new IllegalStateException(e.getCause());
      };
    }
  }
}
