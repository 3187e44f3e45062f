package dev.mlintern.http;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;

/// Answers in memory, the least recently used going first; with a second, slower store behind it
/// when the user wants answers kept between runs. Thread-safe.
final class ReplyStore {
  /// Hundreds of listings, the longest documents. More would be most of what the process holds.
  static final long MAX_BYTES = 8L << 20;

  private final Map<CacheKey, CachedReply> replies = new LinkedHashMap<>(16, 0.75f, true);
  private final long maxBytes;
  private final Optional<DiskReplies> disk;
  private long bytes;
  private long writes;

  ReplyStore(long maxBytes, Optional<DiskReplies> disk) {
    this.maxBytes = maxBytes;
    this.disk = disk;
  }

  Optional<CachedReply> find(CacheKey key) {
    synchronized (this) {
      CachedReply reply = replies.get(key);
      if (reply != null) {
        return Optional.of(reply);
      }
    }
    Optional<CachedReply> kept = disk.flatMap(store -> store.find(key));
    kept.ifPresent(reply -> keepInMemory(key, reply));
    return kept;
  }

  /// How many writes there have been; an answer that was asked for before the last one may be old.
  synchronized long writeCount() {
    return writes;
  }

  /// Keeps the answer, unless something was written since `writeCount` was read.
  void keep(CacheKey key, CachedReply reply, long writeCount) {
    synchronized (this) {
      if (writes != writeCount) {
        return;
      }
      keepInMemory(key, reply);
    }
    disk.ifPresent(store -> store.keep(key, reply));
  }

  /// Forgets all answers of a host that has just been written to.
  void forget(HttpUrl url) {
    String origin = CacheKey.origin(url);
    synchronized (this) {
      writes++;
      for (Iterator<Map.Entry<CacheKey, CachedReply>> all = replies.entrySet().iterator();
          all.hasNext(); ) {
        Map.Entry<CacheKey, CachedReply> entry = all.next();
        if (entry.getKey().origin().equals(origin)) {
          bytes -= entry.getValue().weight();
          all.remove();
        }
      }
    }
    disk.ifPresent(store -> store.forget(origin));
  }

  private synchronized void keepInMemory(CacheKey key, CachedReply reply) {
    if (reply.weight() > maxBytes / 2) {
      return;
    }
    CachedReply old = replies.put(key, reply);
    bytes += reply.weight() - (old == null ? 0 : old.weight());
    Iterator<CachedReply> eldest = replies.values().iterator();
    while (bytes > maxBytes) {
      bytes -= eldest.next().weight();
      eldest.remove();
    }
  }
}
