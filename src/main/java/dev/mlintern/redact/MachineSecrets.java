package dev.mlintern.redact;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Collects the secrets this machine holds, so that they are known wherever they turn up: variables
/// whose names say so, and the files in which tools keep their log-ins (harness specification §2.3,
/// step 1).
///
/// @param environment the process's variables
/// @param tokenFile file that holds a Hugging Face token and nothing else
/// @param userHome whose credential files are read
/// @param hubHome Hugging Face's folder, for its stored tokens
/// @param projects folders whose `.env*` files are read
public record MachineSecrets(
    Map<String, String> environment,
    Path tokenFile,
    Path userHome,
    Path hubHome,
    List<Path> projects) {

  /// No file of credentials is longer; what is, is none.
  private static final long MOST_BYTES = 256 * 1024;

  private static final List<String> HOME_FILES =
      List.of(
          ".netrc",
          "_netrc",
          ".git-credentials",
          ".aws/credentials",
          ".npmrc",
          ".pypirc",
          ".kaggle/kaggle.json",
          ".config/gh/hosts.yml",
          ".config/git/credentials",
          ".docker/config.json",
          ".databrickscfg",
          ".my.cnf");

  public MachineSecrets {
    environment = Map.copyOf(environment);
    projects = List.copyOf(projects);
  }

  /// What is there; a file that is missing or cannot be read holds no secrets for us.
  public KnownSecrets collect() {
    var known = KnownSecrets.builder().addVariables(environment);
    environment.forEach((name, value) -> known.add(name, password(value)));
    known.add("HF_TOKEN", read(tokenFile).lines().findFirst().orElse(""));
    addFile(known, hubHome.resolve("stored_tokens"));
    for (String file : HOME_FILES) {
      addFile(known, userHome.resolve(file));
    }
    for (Path folder : projects) {
      environmentFiles(folder).forEach(file -> addFile(known, file));
    }
    return known.build();
  }

  /// The password in an address, such as a proxy's; empty when there is none.
  private static String password(String address) {
    if (!address.contains("://") || !address.contains("@")) {
      return "";
    }
    try {
      String user = URI.create(address.strip()).getUserInfo();
      return user == null ? "" : user.substring(user.indexOf(':') + 1);
    } catch (IllegalArgumentException _) {
      return "";
    }
  }

  private static List<Path> environmentFiles(Path folder) {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, ".env*")) {
      found.forEach(files::add);
    } catch (IOException _) {
      // A project folder that cannot be listed has no .env we could know of.
      return List.of();
    }
    return files;
  }

  private static void addFile(KnownSecrets.Builder known, Path file) {
    String content = read(file);
    if (content.isEmpty()) {
      return;
    }
    known.addVariables(assignments(content));
    var spans = new Spans();
    PatternScan.find(Text.of(content), spans);
    String name = file.getFileName().toString();
    for (Span span : spans.merged()) {
      known.add(name, content.substring(span.start(), span.end()));
    }
  }

  /// The `NAME=value` lines of a file, quotes taken off.
  private static Map<String, String> assignments(String content) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String line : content.lines().toList()) {
      String text = line.strip();
      int equals = text.indexOf('=');
      if (equals < 1 || text.startsWith("#")) {
        continue;
      }
      String name = text.substring(0, equals).strip();
      String bare = name.startsWith("export ") ? name.substring(7).strip() : name;
      variables.put(bare.toUpperCase(Locale.ROOT), unquoted(text.substring(equals + 1).strip()));
    }
    return variables;
  }

  private static String unquoted(String value) {
    int last = value.length() - 1;
    boolean quoted =
        last > 0 && Chars.isQuote(value.charAt(0)) && value.charAt(last) == value.charAt(0);
    return quoted ? value.substring(1, last) : value;
  }

  private static String read(Path file) {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
        return "";
      }
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException _) {
      // Not ours to read: then its content cannot be in our texts through us either.
      return "";
    }
  }

  /// Names only: values are secrets.
  @Override
  public String toString() {
    return "MachineSecrets" + environment.keySet();
  }
}
