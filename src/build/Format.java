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
/// `check` finds an unformatted file.
public final class Format {
  private static final int COLUMNS = 100;

  public static void main(String[] args) throws Exception {
    boolean apply = args[0].equals("apply");
    Formatter formatter = new Formatter();
    List<Path> wrong = new ArrayList<>();
    List<Path> sources;
    try (var files = Files.walk(Path.of(args[1]))) {
      sources = files.filter(path -> path.toString().endsWith(".java")).sorted().toList();
    }
    for (Path source : sources) {
      String before = Files.readString(source);
      String after = formatter.formatSourceAndFixImports(wrapDocLines(before));
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
      System.exit(1);
    }
  }

  /// Breaks `///` lines that are too long. The formatter itself would break them into `//` lines,
  /// which cuts the doc comment in two.
  private static String wrapDocLines(String text) {
    List<String> wrapped = new ArrayList<>();
    String carried = "";
    for (String line : text.split("\n", -1)) {
      String indent = line.substring(0, line.length() - line.stripLeading().length()) + "/// ";
      boolean prose = line.startsWith(indent) && line.strip().matches("/// [\\w\\[(`].*");
      if (!carried.isEmpty() && prose) {
        line = indent + carried + line.substring(indent.length() - 1);
        carried = "";
      } else if (!carried.isEmpty()) {
        wrapped.add(carriedIndent(wrapped.getLast()) + carried);
        carried = "";
      }
      int cut = line.stripLeading().startsWith("///") ? line.length() : 0;
      while (cut > COLUMNS) {
        cut = line.lastIndexOf(' ', cut - 1);
      }
      if (cut > indent.length() && cut < line.length()) {
        carried = line.substring(cut + 1);
        line = line.substring(0, cut);
      }
      wrapped.add(line);
    }
    return String.join("\n", wrapped);
  }

  private static String carriedIndent(String previous) {
    return previous.substring(0, previous.indexOf("///")) + "/// ";
  }
}
