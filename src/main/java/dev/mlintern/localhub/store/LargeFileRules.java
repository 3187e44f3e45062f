package dev.mlintern.localhub.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Which files are stored as large files: those a `filter=lfs` line of `.gitattributes` names,
/// those of 10 MiB and more, and binary ones (a NUL in the first bytes), as on the Hub.
public record LargeFileRules(List<Glob> patterns) {
  /// The path of the rules in a repo.
  public static final String PATH = ".gitattributes";

  private static final long LARGE_BYTES = 10L << 20;
  private static final int SAMPLE_BYTES = 512;

  private static final List<String> USUAL_PATTERNS =
      List.of(
          "*.7z",
          "*.arrow",
          "*.bin",
          "*.bz2",
          "*.ckpt",
          "*.ftz",
          "*.gz",
          "*.h5",
          "*.joblib",
          "*.lfs.*",
          "*.mlmodel",
          "*.model",
          "*.msgpack",
          "*.npy",
          "*.npz",
          "*.onnx",
          "*.ot",
          "*.parquet",
          "*.pb",
          "*.pickle",
          "*.pkl",
          "*.pt",
          "*.pth",
          "*.rar",
          "*.safetensors",
          "saved_model/**/*",
          "*.tar.*",
          "*.tar",
          "*.tflite",
          "*.tgz",
          "*.wasm",
          "*.xz",
          "*.zip",
          "*.zst",
          "*tfevents*");

  public LargeFileRules {
    patterns = List.copyOf(patterns);
  }

  /// The `.gitattributes` of a new repo.
  public static byte[] usualAttributes() {
    var text = new StringBuilder();
    for (String pattern : USUAL_PATTERNS) {
      text.append(pattern).append(" filter=lfs diff=lfs merge=lfs -text\n");
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  public static LargeFileRules usual() {
    return parse(new String(usualAttributes(), StandardCharsets.US_ASCII));
  }

  /// Reads a `.gitattributes` file; what it cannot read it skips, as git does.
  public static LargeFileRules parse(String attributes) {
    List<Glob> patterns = new ArrayList<>();
    for (String line : attributes.lines().toList()) {
      String[] words = line.strip().split("\\s+");
      if (words.length > 1 && !words[0].startsWith("#") && List.of(words).contains("filter=lfs")) {
        // Like git: a pattern without a slash is about the last segment, anywhere.
        patterns.add(Glob.of(words[0].contains("/") ? words[0] : "**/" + words[0]));
      }
    }
    return new LargeFileRules(patterns);
  }

  public boolean isLarge(String path, long size, byte[] firstBytes) {
    return size >= LARGE_BYTES
        || patterns.stream().anyMatch(pattern -> pattern.matches(path))
        || isBinary(firstBytes);
  }

  private static boolean isBinary(byte[] sample) {
    for (int i = 0; i < Math.min(sample.length, SAMPLE_BYTES); i++) {
      if (sample[i] == 0) {
        return true;
      }
    }
    return false;
  }
}
