package dev.bantam.layer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Pages of memory outside the heap, used again after all their owners gave them back. Thread-safe.
 */
public final class PagePool {
  /** Alignment of pages in bytes: a cache line, and the widest vector. */
  private static final long ALIGNMENT = 64;

  private final Arena arena;
  private final Map<Long, Deque<MemorySegment>> free = new HashMap<>();

  /** By address: how many owners a page has besides one; pages that have just one are left out. */
  private final Map<Long, Integer> sharers = new HashMap<>();

  private long bytes;

  /** A pool that takes its memory from an arena, and never gives it back there. */
  public PagePool(Arena arena) {
    this.arena = arena;
  }

  /** Bytes of all pages that somebody owns. */
  public synchronized long bytes() {
    return bytes;
  }

  /** A page of {@code size} bytes with undefined content. */
  synchronized MemorySegment take(long size) {
    Deque<MemorySegment> pages = free.get(size);
    MemorySegment page = pages == null ? null : pages.poll();
    bytes += size;
    return page == null ? arena.allocate(size, ALIGNMENT) : page;
  }

  /** Gives a page one owner more. While it is shared, nobody may write to it. */
  synchronized MemorySegment share(MemorySegment page) {
    sharers.merge(page.address(), 1, Integer::sum);
    return page;
  }

  synchronized boolean isShared(MemorySegment page) {
    return sharers.containsKey(page.address());
  }

  /** Takes one owner from a page. */
  synchronized void give(MemorySegment page) {
    if (isShared(page)) {
      sharers.computeIfPresent(page.address(), (address, more) -> more == 1 ? null : more - 1);
      return;
    }
    bytes -= page.byteSize();
    free.computeIfAbsent(page.byteSize(), size -> new ArrayDeque<>()).push(page);
  }
}
