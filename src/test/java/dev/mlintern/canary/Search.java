package dev.mlintern.canary;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;

/// Looks at bytes for planted secrets and keeps what it found: where, which, in which form.
final class Search {
  private final Set<String> finds = new ConcurrentSkipListSet<>();
  private long bytes;

  synchronized void look(String where, byte[] content, List<Canary> canaries) {
    bytes += content.length;
    for (Canary canary : canaries) {
      canary.foundIn(content).ifPresent(found -> finds.add(found + " in " + where));
    }
  }

  void look(String where, String content, List<Canary> canaries) {
    look(where, content.getBytes(UTF_8), canaries);
  }

  /// Every file below a folder, names included.
  ///
  /// @param but files that were planted
  void lookBelow(Path folder, List<Canary> canaries, Set<Path> but) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(path -> !but.contains(path)).toList()) {
        look("the name " + file, file.toString(), canaries);
        if (Files.isRegularFile(file)) {
          look(file.toString(), Files.readAllBytes(file), canaries);
        }
      }
    } catch (NoSuchFileException _) {
      // Deleted meanwhile.
    }
  }

  List<String> finds() {
    return List.copyOf(finds);
  }

  synchronized long bytes() {
    return bytes;
  }
}
