package dev.mlintern.policy;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Writing requests to the Hub's API by `curl`, `wget` and HTTPie.
final class HubRequest {
  private static final List<String> HUB_APIS =
      List.of(
          "huggingface.co/api", "hf.co/api", "router.huggingface.co", "api.endpoints.huggingface");

  /// Whatever the path: `//api`, `:443/api` and `%61pi` are the API as well.
  private static final List<String> HOSTS =
      List.of("huggingface.co", "hf.co", "api.endpoints.huggingface");

  private static final List<String> WRITING_CODE =
      List.of(".post(", ".put(", ".patch(", ".delete(", "data=", "json=");

  private static final List<String> METHODS = List.of("post", "put", "patch", "delete");

  /// curl's short options that take a value.
  private static final String CURL_VALUED = "AbcCdDeEFhHKmoPQrtTuUwxXyYz";

  private HubRequest() {}

  static Optional<String> ofCurl(ShellCommand command) {
    var request = new CurlOptions();
    List<String> words = command.words();
    for (int i = 1; i < words.size(); i++) {
      String next = i + 1 < words.size() ? words.get(i + 1) : "";
      request.read(words.get(i), next);
    }
    return api(command)
        .filter(_ -> request.writes())
        .map(api -> "curl " + request.shownMethod() + " " + api);
  }

  static Optional<String> ofWget(ShellCommand command) {
    boolean writes = false;
    for (String word : command.words()) {
      writes |=
          word.startsWith("--post-")
              || word.startsWith("--body-")
              || word.startsWith("--method") && !word.toUpperCase(Locale.ROOT).endsWith("GET");
    }
    return writes ? api(command).map(api -> "wget " + api) : Optional.empty();
  }

  /// A writing request in inline code.
  static Optional<String> ofCode(String code, String program) {
    String lower = code.toLowerCase(Locale.ROOT);
    boolean writes =
        WRITING_CODE.stream().anyMatch(lower::contains)
            || (lower.contains("method") || lower.contains("request("))
                && METHODS.stream().anyMatch(lower::contains);
    return HUB_APIS.stream()
        .filter(api -> writes && lower.contains(api))
        .findFirst()
        .map(api -> program + " … request to " + api);
  }

  /// HTTPie writes when a method says so, or when there are data items and no method.
  static Optional<String> ofHttpie(ShellCommand command) {
    String method = "";
    boolean data = !command.input().isEmpty();
    for (String word : command.from(1).words()) {
      boolean capitals = !word.isEmpty() && word.chars().allMatch(Character::isUpperCase);
      if (method.isEmpty() && (capitals || METHODS.contains(word))) {
        method = word.toUpperCase(Locale.ROOT);
      }
      data |= !word.startsWith("-") && !word.contains("://") && isDataItem(word);
    }
    boolean writes = method.isEmpty() ? data : !isReading(method);
    return writes ? api(command).map(api -> "http " + api) : Optional.empty();
  }

  private static boolean isDataItem(String word) {
    int equals = word.indexOf('=');
    return equals > 0 && !word.contains("==") || word.contains("@");
  }

  private static Optional<String> api(ShellCommand command) {
    for (String word : command.words()) {
      for (String api : HOSTS) {
        if (word.toLowerCase(Locale.ROOT).contains(api)) {
          return Optional.of(api);
        }
      }
      if (word.contains("HF_ENDPOINT") && word.contains("/api")) {
        return Optional.of("$HF_ENDPOINT/api");
      }
    }
    return Optional.empty();
  }

  private static boolean isReading(String method) {
    return method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
  }

  /// The options of curl that decide the method.
  private static final class CurlOptions {
    private String method = "";
    private boolean data;
    private boolean get;

    void read(String word, String next) {
      if (word.startsWith("--")) {
        readLong(word, next);
      } else if (word.startsWith("-")) {
        readShort(word, next);
      }
    }

    private void readLong(String word, String next) {
      int equals = word.indexOf('=');
      String name = equals < 0 ? word : word.substring(0, equals);
      switch (name) {
        case "--request" -> method = equals < 0 ? next : word.substring(equals + 1);
        case "--get", "--head" -> get = true;
        case "--form", "--form-string", "--upload-file", "--json", "--url-query" ->
            data |= !name.equals("--url-query");
        default -> data |= name.startsWith("--data");
      }
    }

    private void readShort(String word, String next) {
      for (int i = 1; i < word.length(); i++) {
        char option = word.charAt(i);
        data |= option == 'd' || option == 'F' || option == 'T';
        get |= option == 'G' || option == 'I';
        if (CURL_VALUED.indexOf(option) >= 0) {
          String value = i + 1 < word.length() ? word.substring(i + 1) : next;
          method = option == 'X' ? value : method;
          return;
        }
      }
    }

    boolean writes() {
      return method.isEmpty() ? data && !get : !isReading(method.toUpperCase(Locale.ROOT));
    }

    String shownMethod() {
      return method.isEmpty() ? "POST" : method.toUpperCase(Locale.ROOT);
    }
  }
}
