import com.google.googlejavaformat.java.Formatter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Checks or applies google-java-format over a source tree.
///
/// Runs as a single-file program on the JDK the project compiles for, because the formatter parses
/// with the compiler of the JVM it runs in and Maven itself may run on an older one.
///
/// Usage: `java --class-path google-java-format.jar Format.java check|apply DIR`. Exit code 1 when
// `check` finds an
/// unformatted file.
public final class Format {
  public static void main(String[] args) throws Exception {
    boolean apply = args[0].equals("apply");
    Formatter formatter = new Formatter();
    List<Path> wrong = new ArrayList<>();
    boolean broken = false;
    List<Path> sources;
    try (var files = Files.walk(Path.of(args[1]))) {
      sources = files.filter(path -> path.toString().endsWith(".java")).sorted().toList();
    }
    for (Path source : sources) {
      String before = Files.readString(source);
      if (hasLongDocLine(source, before)) {
        broken = true;
        continue;
      }
      String after = formatter.formatSourceAndFixImports(before);
      if (before.equals(after)) {
        continue;
      }
      wrong.add(source);
      if (apply) {
        Files.writeString(source, after);
      }
    }
    wrong.forEach(path -> System.err.println((apply ? "formatted " : "not formatted: ") + path));
    if (!apply && !wrong.isEmpty()) {
      System.err.println("Run `mvn -Pformat validate` and commit the result.");
    }
    if (broken || !apply && !wrong.isEmpty()) {
      System.exit(1);
    }
  }

  /// The formatter breaks a long `///` line into a `//` one, which cuts the doc comment in two.
  private static boolean hasLongDocLine(Path source, String text) {
    boolean found = false;
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (line.length() > 100 && line.stripLeading().startsWith("///")) {
        System.err.println(source + ":" + number + ": doc comment line longer than 100 columns");
        found = true;
      }
    }
    return found;
  }
}
