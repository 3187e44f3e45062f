package dev.mlintern.localhub.store;

/// A folder in a folder.
public record FolderEntry(String name, String oid) implements TreeEntry {}
