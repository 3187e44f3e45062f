package dev.mlintern.localhub.viewer;

import dev.mlintern.localhub.web.HubError;
import dev.mlintern.localhub.web.Query;
import dev.mlintern.localhub.web.Request;
import java.util.Optional;

/// The parameters of viewer routes and the errors for wrong ones.
final class ViewerQuery {
  static final int PAGE_ROWS = 100;

  private final Query query;

  ViewerQuery(Request request) {
    this.query = request.query();
  }

  /// @throws HubError 422 `MissingRequiredParameter`
  String required(String name) {
    return query.first(name).orElseThrow(() -> ViewerError.missing(name));
  }

  Optional<String> optional(String name) {
    return query.first(name);
  }

  /// @throws HubError 422 for anything but a number from 0 on
  long offset() {
    return number("offset", 0);
  }

  /// @throws HubError 422 for anything but 0 to 100
  int length() {
    long length = number("length", PAGE_ROWS);
    if (length > PAGE_ROWS) {
      throw ViewerError.invalid("Parameter 'length' must not be greater than " + PAGE_ROWS);
    }
    return (int) length;
  }

  private long number(String name, long fallback) {
    if (query.first(name).isEmpty()) {
      return fallback;
    }
    long number;
    try {
      number = Long.parseLong(query.first(name).get());
    } catch (NumberFormatException _) {
      throw ViewerError.invalid("Parameter '" + name + "' must be integer");
    }
    if (number < 0) {
      throw ViewerError.invalid("Parameter '" + name + "' must be positive");
    }
    return number;
  }
}
