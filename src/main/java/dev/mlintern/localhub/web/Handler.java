package dev.mlintern.localhub.web;

import java.io.IOException;

/// Answers one route. Errors leave as [HubError].
@FunctionalInterface
public interface Handler {
  Reply handle(Request request) throws IOException;
}
