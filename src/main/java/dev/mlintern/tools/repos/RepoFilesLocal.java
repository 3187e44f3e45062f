package dev.mlintern.tools.repos;

import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.ToolFailure;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Which local files may be uploaded. A model names the paths, so there is a boundary: the project
/// (or the working directory) and what the user added to it, never what holds credentials.
///
/// @param roots folders below which files may be taken, links resolved
/// @param never files and folders that are refused even below a root
/// @param start where relative paths begin
/// @param home what `~` stands for
record RepoFilesLocal(List<Path> roots, List<Path> never, Path start, Path home) {
  private static final int MOST_FILES = 20_000;

  /// Folders that are no part of what somebody wants on the Hub.
  private static final Set<String> SKIPPED_FOLDERS =
      Set.of(".git", ".hg", ".svn", "__pycache__", ".ipynb_checkpoints", ".venv", "node_modules");

  private static final Set<String> SKIPPED_FILES = Set.of(".DS_Store", "Thumbs.db");

  private static final List<String> CREDENTIALS =
      List.of(
          ".ssh",
          ".aws",
          ".gnupg",
          ".azure",
          ".kube",
          ".docker",
          ".netrc",
          ".git-credentials",
          ".config/gcloud",
          ".config/gh",
          ".kaggle",
          ".claude",
          ".claude.json",
          ".pypirc",
          ".npmrc");

  static RepoFilesLocal of(Settings settings, Path directory) {
    Path start =
        settings.path(Setting.CLAUDE_PROJECT_DIR).orElse(directory).toAbsolutePath().normalize();
    List<Path> roots = new ArrayList<>(List.of(real(start)));
    settings
        .text(Setting.ML_INTERN_UPLOAD_ROOTS)
        .ifPresent(
            list ->
                Stream.of(list.split(File.pathSeparator))
                    .filter(root -> !root.isBlank())
                    .forEach(root -> roots.add(real(Path.of(root.strip())))));
    List<Path> never = new ArrayList<>();
    CREDENTIALS.forEach(name -> never.add(real(settings.userHome().resolve(name))));
    never.add(real(settings.tokenFile()));
    never.add(real(settings.huggingFaceHome().resolve("stored_tokens")));
    never.add(real(settings.stateDirectory()));
    return new RepoFilesLocal(List.copyOf(roots), List.copyOf(never), start, settings.userHome());
  }

  /// A file to upload.
  ///
  /// @param relative path below the folder that was named; the name of a single file
  record Found(Path file, String relative) {}

  /// What a folder holds.
  ///
  /// @param leftOut why → how many files or folders
  record Folder(List<Found> files, TreeMap<String, Integer> leftOut) {}

  /// The real place of a path a model named.
  ///
  /// @throws ToolFailure when there is nothing, or it may not be taken
  Path resolve(String named) {
    String text = named.strip();
    Path path = text.startsWith("~/") ? home.resolve(text.substring(2)) : start.resolve(text);
    Path real;
    try {
      real = path.toRealPath();
    } catch (IOException _) {
      throw new ToolFailure("hf_repo_files upload: there is no local file or folder " + path + ".");
    }
    if (never.stream().anyMatch(real::startsWith)) {
      throw new ToolFailure(
          "hf_repo_files upload: "
              + path
              + " is where credentials are kept; it is never uploaded.");
    }
    if (roots.stream().noneMatch(real::startsWith)) {
      throw new ToolFailure(
          "hf_repo_files upload: "
              + path
              + " lies outside "
              + String.join(", ", roots.stream().map(Path::toString).toList())
              + ". Files elsewhere are uploaded only if the user names their folder in"
              + " ML_INTERN_UPLOAD_ROOTS.");
    }
    return real;
  }

  /// Whether a file's name says that it holds secrets.
  static boolean isSensitive(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    if (name.startsWith(".env")) {
      return !name.matches("\\.env(\\..*)?\\.(example|sample|template|dist)");
    }
    return name.matches(
        "id_(rsa|dsa|ecdsa|ed25519)|.*\\.(pem|key|p12|pfx|keystore|jks)|\\.netrc|\\.git-credentials"
            + "|\\.npmrc|\\.pypirc|\\.htpasswd|kaggle\\.json|credentials(\\.json)?");
  }

  /// The files below a folder, links that lead out of it and secret ones left out.
  Folder walk(Path folder, Optional<RepoFilesGlob> only, List<RepoFilesGlob> ignore, boolean all)
      throws IOException {
    var found = new ArrayList<Found>();
    var leftOut = new TreeMap<String, Integer>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
            String name = dir.equals(folder) ? "" : dir.getFileName().toString();
            boolean isCache =
                name.equals("huggingface") && dir.getParent().endsWith(Path.of(".cache"));
            if (SKIPPED_FOLDERS.contains(name) || isCache) {
              leftOut.merge(name + "/", 1, Integer::sum);
              return FileVisitResult.SKIP_SUBTREE;
            }
            if (never.stream().anyMatch(dir::startsWith)) {
              leftOut.merge("credentials", 1, Integer::sum);
              return FileVisitResult.SKIP_SUBTREE;
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String relative = folder.relativize(file).toString().replace(File.separatorChar, '/');
            Optional<String> reason = reason(folder, file, relative, only, ignore, all);
            if (reason.isPresent()) {
              leftOut.merge(reason.get(), 1, Integer::sum);
            } else if (found.size() >= MOST_FILES) {
              throw new ToolFailure(
                  "hf_repo_files upload: "
                      + folder
                      + " holds more than "
                      + MOST_FILES
                      + " files; upload its parts one by one.");
            } else {
              found.add(new Found(file, relative));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    found.sort(java.util.Comparator.comparing(Found::relative));
    return new Folder(List.copyOf(found), leftOut);
  }

  /// Why a file is left out.
  private Optional<String> reason(
      Path folder,
      Path file,
      String relative,
      Optional<RepoFilesGlob> only,
      List<RepoFilesGlob> ignore,
      boolean all) {
    String name = file.getFileName().toString();
    if (SKIPPED_FILES.contains(name) || name.endsWith(".pyc")) {
      return Optional.of(name.endsWith(".pyc") ? "*.pyc" : name);
    }
    if (only.isPresent() && !only.get().matches(relative)) {
      return Optional.of("not matching " + only.get());
    }
    if (RepoFilesGlob.anyMatches(ignore, relative)) {
      return Optional.of("ignored by pattern");
    }
    if (!all && isSensitive(name)) {
      return Optional.of("looks secret: " + relative);
    }
    if (never.stream().anyMatch(file::startsWith)) {
      return Optional.of("credentials");
    }
    if (Files.isSymbolicLink(file)) {
      Path target = real(file);
      if (!target.startsWith(folder) || never.stream().anyMatch(target::startsWith)) {
        return Optional.of("links out of the folder");
      }
      if (!all && isSensitive(target.getFileName().toString())) {
        return Optional.of("looks secret: " + relative);
      }
    }
    return Files.isRegularFile(file) ? Optional.empty() : Optional.of("not regular files");
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException _) {
      return path.toAbsolutePath().normalize(); // not there yet, and may come
    }
  }
}
