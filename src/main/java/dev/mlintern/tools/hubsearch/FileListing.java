package dev.mlintern.tools.hubsearch;

import dev.mlintern.hub.RepoTree;
import dev.mlintern.hub.TreeEntry;
import dev.mlintern.tools.ForeignText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The files of a repository, shards of one thing taken together.
///
/// @param isComplete false when the repository has more files than were read
record FileListing(List<RepoFile> files, boolean isComplete) {
  private static final Pattern SHARD = Pattern.compile("(.*?)\\d{4,6}(-of-\\d{4,6}.*)");

  /// Small files worth naming: they tell what the repository is and how to use it.
  private static final Set<String> TELLING =
      Set.of(
          "config.json",
          "adapter_config.json",
          "model_index.json",
          "generation_config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          "chat_template.jinja",
          "preprocessor_config.json",
          "processor_config.json",
          "modules.json",
          "trainer_state.json",
          "dataset_infos.json",
          "requirements.txt",
          "Dockerfile",
          "app.py",
          "README.md");

  FileListing {
    files = List.copyOf(files);
  }

  static FileListing of(RepoTree tree) {
    List<RepoFile> files =
        tree.entries().stream()
            .filter(TreeEntry::isFile)
            .map(entry -> new RepoFile(entry.path(), entry.size()))
            .toList();
    return new FileListing(files, tree.isComplete());
  }

  long totalBytes() {
    return files.stream().mapToLong(RepoFile::bytes).filter(bytes -> bytes > 0).sum();
  }

  /// GGUF models by size, smallest first, shards added up: each is a whole model at another
  /// precision. Projectors of multimodal models (`mmproj`) are no models.
  List<RepoFile> ggufModels() {
    return groups().values().stream()
        .map(group -> new RepoFile(group.name(), group.bytes()))
        .filter(file -> file.path().endsWith(".gguf") && file.bytes() > 0)
        .filter(file -> !file.name().startsWith("mmproj"))
        .sorted(Comparator.comparingLong(RepoFile::bytes))
        .toList();
  }

  boolean contains(String path) {
    return files.stream().anyMatch(file -> file.path().equals(path));
  }

  /// Lines of the telling files and the largest ones, largest first.
  ///
  /// @param most lines at most
  Lines lines(int most) {
    List<Group> groups = new ArrayList<>(groups().values());
    Comparator<Group> largestFirst = Comparator.comparingLong(Group::bytes).reversed();
    List<Group> shown =
        groups.stream()
            .sorted(Comparator.comparing((Group g) -> !g.isTelling()).thenComparing(largestFirst))
            .limit(most / 2)
            .collect(Collectors.toCollection(ArrayList::new));
    groups.stream()
        .sorted(largestFirst)
        .filter(group -> !shown.contains(group))
        .limit(most - shown.size())
        .forEach(shown::add);
    shown.sort(largestFirst.thenComparing(Group::label));
    return new Lines(
        shown.stream().map(Group::line).toList(), shown.stream().mapToInt(Group::count).sum());
  }

  /// @param files how many files the lines stand for
  record Lines(List<String> lines, int files) {}

  private Map<String, Group> groups() {
    Map<String, Group> groups = new LinkedHashMap<>();
    for (RepoFile file : files) {
      Matcher shard = SHARD.matcher(file.path());
      String label = shard.matches() ? shard.group(1) + "*" + shard.group(2) : file.path();
      groups.merge(label, new Group(label, file.path(), 1, Math.max(0, file.bytes())), Group::with);
    }
    return groups;
  }

  private record Group(String label, String first, int count, long bytes) {
    Group with(Group other) {
      return new Group(label, first, count + other.count, bytes + other.bytes);
    }

    boolean isTelling() {
      return TELLING.contains(label);
    }

    String name() {
      return ForeignText.leading(count > 1 ? label : first, 160);
    }

    String line() {
      return name() + (count > 1 ? " (" + count + " files)" : "") + " " + Quantity.bytes(bytes);
    }
  }
}
