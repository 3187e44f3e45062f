package dev.mlintern.http;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Response;

/// Lets nothing leave this machine (`HF_HUB_OFFLINE`). Installed only in that mode.
final class OfflineInterceptor implements Interceptor {
  @Override
  public Response intercept(Chain chain) throws IOException {
    String host = chain.request().url().host();
    if (!LoopbackHosts.contains(host)) {
      throw new HttpFailure.Refused(
          "Offline mode is on (HF_HUB_OFFLINE), so "
              + host
              + " was not asked. Unset HF_HUB_OFFLINE to go online; only a Hub on this machine"
              + " (HF_ENDPOINT) can be reached now.");
    }
    return chain.proceed(chain.request());
  }
}
