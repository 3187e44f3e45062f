package dev.mlintern.localhub.store;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// A folder of a commit, immutable, named by the id git would give it.
public record Tree(String oid, List<TreeEntry> entries) {
  /// Git sorts by bytes, a folder as if its name ended in `/`.
  private static final Comparator<TreeEntry> GIT_ORDER =
      (a, b) -> Arrays.compareUnsigned(sortKey(a), sortKey(b));

  public Tree {
    entries = List.copyOf(entries);
  }

  static Tree of(List<TreeEntry> entries) {
    var sorted = entries.stream().sorted(GIT_ORDER).toList();
    return new Tree(gitId(sorted), sorted);
  }

  public Optional<TreeEntry> entry(String name) {
    return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
  }

  private static byte[] sortKey(TreeEntry entry) {
    String key = entry instanceof FolderEntry ? entry.name() + "/" : entry.name();
    return key.getBytes(StandardCharsets.UTF_8);
  }

  private static String gitId(List<TreeEntry> sorted) {
    var content = new ByteArrayOutputStream();
    for (TreeEntry entry : sorted) {
      String mode = entry instanceof FolderEntry ? "40000 " : "100644 ";
      content.writeBytes((mode + entry.name() + "\0").getBytes(StandardCharsets.UTF_8));
      content.writeBytes(HexFormat.of().parseHex(entry.oid()));
    }
    return Digests.gitObjectId("tree", content.toByteArray());
  }

  JsonObject toJson() {
    var lines = new ArrayList<JsonValue>();
    for (TreeEntry entry : entries) {
      var line = JsonObject.builder().put("name", entry.name()).put("oid", entry.oid());
      if (entry instanceof FileEntry file) {
        line.put("size", file.size()).put("sha256", file.sha256()).put("lfs", file.lfs());
      }
      lines.add(line.build());
    }
    return JsonObject.builder().put("entries", new JsonArray(lines)).build();
  }

  static Tree fromJson(String oid, JsonObject json) {
    var entries = new ArrayList<TreeEntry>();
    for (JsonValue value : json.array("entries").orElseThrow()) {
      var line = (JsonObject) value;
      String name = line.string("name").orElseThrow();
      String entryOid = line.string("oid").orElseThrow();
      Optional<String> sha256 = line.string("sha256");
      entries.add(
          sha256.isEmpty()
              ? new FolderEntry(name, entryOid)
              : new FileEntry(
                  name,
                  entryOid,
                  line.integer("size").orElseThrow(),
                  sha256.get(),
                  line.bool("lfs").orElseThrow()));
    }
    return new Tree(oid, entries);
  }
}
