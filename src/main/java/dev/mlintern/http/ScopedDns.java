package dev.mlintern.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import okhttp3.Dns;

/// Name resolution for one call: ends when the call is cancelled or takes too long, which the JDK's
/// own look-up does not, and gives out only addresses the call may reach.
///
/// Two of them are equal when they allow the same addresses: OkHttp shares connections between
/// requests with equal name resolution, so a connection made without the guard never serves a
/// request that needs it.
final class ScopedDns implements Dns {
  private final CallScope scope;
  private final NameLookup names;
  private final Predicate<InetAddress> allowed;

  ScopedDns(CallScope scope, NameLookup names, Predicate<InetAddress> allowed) {
    this.scope = scope;
    this.names = names;
    this.allowed = allowed;
  }

  @Override
  public List<InetAddress> lookup(String host) throws UnknownHostException {
    List<InetAddress> usable = resolve(host).stream().filter(allowed).toList();
    if (usable.isEmpty()) {
      throw new ForbiddenAddressException(host);
    }
    return usable;
  }

  private List<InetAddress> resolve(String host) throws UnknownHostException {
    CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
    // A platform thread: the JDK's look-up is a native call that would hold up a virtual one's
    // carrier. A daemon: a look-up that hangs must not keep the process alive.
    Thread.ofPlatform()
        .daemon()
        .name("dns-" + host)
        .start(
            () -> {
              try {
                found.complete(names.lookup(host));
              } catch (IOException | RuntimeException e) {
                found.completeExceptionally(e);
              }
            });
    try {
      return scope.await(found, TimeoutInterceptor.CONNECT);
    } catch (ExecutionException e) {
      throw unknown(host, e.getCause());
    } catch (TimeoutException e) {
      throw unknown(host + ": name resolution took too long", e);
    } catch (CancellationException e) {
      throw unknown(host, e);
    }
  }

  private static UnknownHostException unknown(String message, Throwable cause) {
    if (cause instanceof UnknownHostException original) {
      return original;
    }
    var failure = new UnknownHostException(message);
    failure.initCause(cause);
    return failure;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ScopedDns dns && dns.names == names && dns.allowed == allowed;
  }

  @Override
  public int hashCode() {
    return 31 * System.identityHashCode(names) + System.identityHashCode(allowed);
  }
}
