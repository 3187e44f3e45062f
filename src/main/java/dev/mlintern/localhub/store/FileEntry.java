package dev.mlintern.localhub.store;

/// A file in a folder.
///
/// @param oid git's blob id; for a large file the id of its pointer
/// @param size real size in bytes
/// @param sha256 of the real content, which is also its name in the store
/// @param lfs whether git holds only a pointer
public record FileEntry(String name, String oid, long size, String sha256, boolean lfs)
    implements TreeEntry {

  static FileEntry regular(String oid, long size, String sha256) {
    return new FileEntry("", oid, size, sha256, false);
  }

  static FileEntry large(Blob blob) {
    byte[] pointer = new LfsPointer(blob.sha256(), blob.size()).content();
    String oid = Digests.gitObjectId("blob", pointer);
    return new FileEntry("", oid, blob.size(), blob.sha256(), true);
  }

  FileEntry named(String newName) {
    return new FileEntry(newName, oid, size, sha256, lfs);
  }

  /// Size of the pointer file of a large file.
  public int pointerSize() {
    return new LfsPointer(sha256, size).content().length;
  }

  /// The ETag of the content: the sha256 of a large file, else git's blob id (spec hub-api §9.5).
  public String etag() {
    return lfs ? sha256 : oid;
  }
}
