package dev.mlintern.hub.sandbox;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpRequest;
import dev.mlintern.hub.sandbox.SandboxException.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.RequestBody;

/// Files and directories of a sandbox. Paths are absolute there; every call may be repeated.
public final class SandboxFiles {
  private static final MediaType BYTES = MediaType.get("application/octet-stream");

  /// Of one request: a part of a file over a slow line.
  private static final Duration TRANSFER_LIMIT = Duration.ofMinutes(5);

  private final SandboxHttp http;

  SandboxFiles(SandboxHttp http) {
    this.http = http;
  }

  /// Takes bytes as they come.
  @FunctionalInterface
  public interface Reading<T> {
    /// @param in the bytes; need not be read to the end
    T read(InputStream in) throws IOException;
  }

  /// What is at a path, links not followed; empty when there is nothing.
  public Optional<SandboxFile> stat(String path, CallScope scope) {
    try {
      HttpUrl url = url("v1/files/stat", path).build();
      return Optional.of(SandboxFile.of(http.json(get(url), scope)));
    } catch (SandboxException e) {
      if (e.fault() == Fault.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// The entries of a directory, in the server's order.
  public List<SandboxFile> list(String path, CallScope scope) {
    HttpUrl url = url("v1/files/list", path).build();
    return http.json(get(url), scope).path("entries").valueStream().map(SandboxFile::of).toList();
  }

  /// Reads a range of a file as a stream.
  ///
  /// @param length most bytes; `Long.MAX_VALUE` for the rest
  public <T> T read(String path, long offset, long length, CallScope scope, Reading<T> reading) {
    HttpUrl.Builder url = url("v1/files/read", path);
    if (offset > 0 || length < Long.MAX_VALUE) {
      url.addQueryParameter("offset", Long.toString(offset));
    }
    if (length < Long.MAX_VALUE) {
      url.addQueryParameter("length", Long.toString(length));
    }
    return http.stream(
        get(url.build()),
        scope,
        response -> {
          try (InputStream in = response.body().byteStream()) {
            return reading.read(in);
          }
        });
  }

  /// A range of a file, in memory.
  public byte[] bytes(String path, long offset, int length, CallScope scope) {
    return read(path, offset, length, scope, in -> in.readNBytes(length));
  }

  /// Writes a whole file: made with its directories, or overwritten in place.
  public void write(String path, RequestBody content, CallScope scope) {
    put(url("v1/files/write", path).build(), content, scope);
  }

  public void write(String path, byte[] content, CallScope scope) {
    write(path, RequestBody.create(content, BYTES), scope);
  }

  /// Takes a file away.
  public void delete(String path, CallScope scope) {
    HttpUrl url = url("v1/files/delete", path).build();
    http.send(http.request("DELETE", url, Optional.empty()).withIdempotent(true), scope);
  }

  private void put(HttpUrl url, RequestBody content, CallScope scope) {
    http.send(
        http.request("PUT", url, Optional.of(content))
            .withIdempotent(true)
            .withTimeLimit(TRANSFER_LIMIT),
        scope);
  }

  private HttpRequest get(HttpUrl url) {
    return http.request("GET", url, Optional.empty());
  }

  private HttpUrl.Builder url(String call, String path) {
    return http.url(call).addQueryParameter("path", path);
  }
}
