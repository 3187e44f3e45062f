package dev.mlintern.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Response;

/// Keeps addresses that a model chose away from this machine and private networks, at every hop:
/// by the host's spelling, at name resolution, and by the address really connected to, so that a
/// name which changes its address between check and use gains nothing.
///
/// Through a proxy the last check is the proxy's: then the name is checked here as far as it can be
/// resolved here.
final class AddressGuard implements Interceptor {
  /// Names that only mean something inside a network (RFC 6761, RFC 8375, and common practice).
  private static final Set<String> INNER_DOMAINS =
      Set.of(
          "localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "arpa");

  private static final Predicate<InetAddress> ANY = _ -> true;

  private final NameLookup names;
  private final Predicate<InetAddress> isPublic;
  private final List<HttpUrl> configured;

  /// @param configured base addresses from the user's own settings: reachable wherever they are
  AddressGuard(NameLookup names, Predicate<InetAddress> isPublic, List<HttpUrl> configured) {
    this.names = names;
    this.isPublic = isPublic;
    this.configured = List.copyOf(configured);
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    CallContext context = CallContext.of(chain.request());
    HttpUrl url = chain.request().url();
    CallScope scope = context.scope();
    if (!isGuarded(context, url)) {
      return chain.withDns(new ScopedDns(scope, names, ANY)).proceed(chain.request());
    }
    if (!url.username().isEmpty() || !url.password().isEmpty() || isInnerName(url.host())) {
      throw new ForbiddenAddressException(url.host());
    }
    var guarded = new ScopedDns(scope, names, isPublic);
    if (isLiteral(url.host()) && !isPublicLiteral(url.host())) {
      throw new ForbiddenAddressException(url.host());
    }
    if (!isProxied(chain, url)) {
      return chain.withDns(guarded).proceed(chain.request());
    }
    refuseIfKnownPrivate(guarded, url.host());
    return chain.withDns(new ScopedDns(scope, names, ANY)).proceed(chain.request());
  }

  /// The network interceptor that looks at the connection itself.
  Interceptor connectionCheck() {
    return chain -> {
      boolean direct = chain.connection().route().proxy().type() == Proxy.Type.DIRECT;
      InetAddress peer = chain.connection().socket().getInetAddress();
      HttpUrl url = chain.request().url();
      if (direct && isGuarded(CallContext.of(chain.request()), url) && !isPublic.test(peer)) {
        throw new ForbiddenAddressException(url.host());
      }
      return chain.proceed(chain.request());
    };
  }

  private boolean isGuarded(CallContext context, HttpUrl url) {
    return context.request().origin() == HttpRequest.Origin.MODEL
        && configured.stream().noneMatch(base -> WebOrigin.isSame(base, url));
  }

  private static boolean isInnerName(String host) {
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    return !isLiteral(host)
        && (!name.contains(".")
            || INNER_DOMAINS.contains(name.substring(name.lastIndexOf('.') + 1)));
  }

  private static boolean isLiteral(String host) {
    return host.contains(":") || host.matches("[0-9.]+");
  }

  private boolean isPublicLiteral(String host) {
    // Some readers take a leading zero for octal: an address that means two things is neither.
    if (host.matches("(.*\\.)?0\\d.*")) {
      return false;
    }
    try {
      return isPublic.test(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException _) {
      // Digits and dots that are no address: nothing public has such a name.
      return false;
    }
  }

  private static boolean isProxied(Chain chain, HttpUrl url) {
    Proxy fixed = chain.getProxy();
    List<Proxy> proxies =
        fixed == null ? chain.getProxySelector().select(url.uri()) : List.of(fixed);
    return proxies != null && proxies.stream().anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT);
  }

  private static void refuseIfKnownPrivate(ScopedDns guarded, String host) throws IOException {
    try {
      guarded.lookup(host);
    } catch (ForbiddenAddressException e) {
      throw e;
    } catch (UnknownHostException _) {
      // Behind a proxy it is usual that names cannot be resolved here.
    }
  }
}
