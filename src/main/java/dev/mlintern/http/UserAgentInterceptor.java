package dev.mlintern.http;

import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.util.Optional;
import okhttp3.Interceptor;
import okhttp3.OkHttp;
import okhttp3.Response;

/// Says who is calling, in the Hub's form (spec hub-api §2).
final class UserAgentInterceptor implements Interceptor {
  private final String userAgent;

  UserAgentInterceptor(Settings settings) {
    this.userAgent = userAgent(settings);
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    return chain.proceed(chain.request().newBuilder().header("User-Agent", userAgent).build());
  }

  private static String userAgent(Settings settings) {
    String version =
        Optional.ofNullable(UserAgentInterceptor.class.getPackage().getImplementationVersion())
            .orElse("dev");
    String origin =
        settings
            .text(Setting.HF_HUB_USER_AGENT_ORIGIN)
            .map(text -> text.replaceAll("[^\\x21-\\x7e]", ""))
            .map(text -> "; origin/" + text)
            .orElse("");
    return "ml-intern/"
        + version
        + "; java/"
        + Runtime.version().feature()
        + "; okhttp/"
        + OkHttp.VERSION
        + origin;
  }
}
