package dev.bantam.generate;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Pages of memory outside the heap, used again after they were given back. Thread-safe. */
final class PagePool {
  private final Arena arena;
  private final long alignment;
  private final Map<Long, Deque<MemorySegment>> free = new HashMap<>();

  PagePool(Arena arena, long alignment) {
    this.arena = arena;
    this.alignment = alignment;
  }

  /** A page of {@code bytes} bytes with undefined content. */
  synchronized MemorySegment take(long bytes) {
    Deque<MemorySegment> pages = free.get(bytes);
    MemorySegment page = pages == null ? null : pages.poll();
    return page == null ? arena.allocate(bytes, alignment) : page;
  }

  synchronized void give(MemorySegment page) {
    free.computeIfAbsent(page.byteSize(), size -> new ArrayDeque<>()).push(page);
  }
}
