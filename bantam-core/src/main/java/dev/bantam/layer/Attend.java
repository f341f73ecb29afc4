package dev.bantam.layer;

import dev.bantam.kernel.KvLayout;
import dev.bantam.kernel.KvReader;
import dev.bantam.kernel.VectorOps;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Attention of neighbouring rows of one sequence, for the query heads that share one key/value
 * head: keys and values are decoded once for all of these queries.
 *
 * <p>The softmax is formed online (arXiv 1805.02867; blocked as in arXiv 2205.14135), with a page
 * of the cache as the block: a page gives each query a {@link Partial}, and these are added up in
 * the order of pages. Blocks are fixed by position and sums run over positions in order, so that a
 * query's result depends neither on other rows nor on threads, also where threads share the pages
 * of one row.
 */
final class Attend {
  /** Queries (rows times heads) that a part aims for. */
  private static final int QUERIES = 64;

  /** Positions decoded at once, a few kilobytes. */
  private static final int BLOCK = KvLayout.BLOCK;

  private static final int PAGE = KvLayout.PAGE;

  /** What threads need while they work on a part. */
  private static final class Buffers {
    private final KvReader reader = new KvReader();
    private float[] query = new float[0];
    private float[] partials = new float[0];
    private float[] sums = new float[0];
    private final float[] sixteen = new float[16];
    private float[] scores = new float[0];

    private void ensure(int queries, KvLayout layout, int stride) {
      if (query.length < queries * layout.keyDim()) {
        query = new float[queries * layout.keyDim()];
      }
      if (scores.length < queries * PAGE) {
        scores = new float[queries * PAGE];
      }
      if (partials.length < queries * stride) {
        partials = new float[queries * stride];
        sums = new float[queries * stride];
      }
    }
  }

  private static final ThreadLocal<Buffers> BUFFERS = ThreadLocal.withInitial(Buffers::new);

  private final AttentionOptions options;
  private final Rows q;
  private final Rows y;
  private final KeyValues stored;
  private final KvLayout layout;
  private final int[] positions;
  private final int from;
  private final int rows;
  private final int group;
  private final int queries;
  private final int stride;

  /**
   * @param q [n, heads * keyDim]
   * @param y receives [n, heads * valueDim]
   * @param stored the sequence's keys and values
   * @param positions [n] of all rows; those of [from, to) ascend
   */
  Attend(
      AttentionOptions options,
      Rows q,
      Rows y,
      KeyValues stored,
      int[] positions,
      int from,
      int to) {
    this.options = options;
    this.q = q;
    this.y = y;
    this.stored = stored;
    this.layout = stored.layout();
    this.positions = positions;
    this.from = from;
    this.rows = to - from;
    this.group = options.heads / options.kvHeads;
    this.queries = rows * group;
    this.stride = Partial.size(layout);
  }

  /** How many rows a part should have. */
  static int rows(AttentionOptions options) {
    return Math.max(1, QUERIES * options.kvHeads / options.heads);
  }

  /** The first position that row {@code r} sees. */
  private int first(int r) {
    int reach = options.causal ? options.window - 1 : options.window / 2;
    return options.window == 0 ? 0 : Math.max(0, positions[from + r] - reach);
  }

  /** One past the last position that row {@code r} sees. */
  private int end(int r) {
    if (options.causal) {
      return Math.min(stored.length(), positions[from + r] + 1);
    }
    return options.window == 0
        ? stored.length()
        : Math.min(stored.length(), positions[from + r] + options.window / 2 + 1);
  }

  private int firstPage() {
    return first(0) / PAGE;
  }

  /** How many pages the rows see together. */
  int pages() {
    return Math.max(0, Math.ceilDiv(end(rows - 1), PAGE) - firstPage());
  }

  /** Numbers of a page's partial results. */
  int partialSize() {
    return queries * stride;
  }

  /** Computes one key/value head's results. */
  void run(int kvHead) {
    Buffers buffers = buffers(kvHead);
    clear(buffers.sums, 0);
    for (int page = 0; page < pages(); page++) {
      attend(kvHead, firstPage() + page, buffers, buffers.partials, 0);
      add(buffers.partials, 0, buffers.sums);
    }
    finish(kvHead, buffers.sums);
  }

  /**
   * Computes what one page gives one key/value head's queries.
   *
   * @param page counted from the first that any row sees
   * @param partials receives {@link #partialSize} numbers from index {@code at}
   */
  void page(int kvHead, int page, float[] partials, int at) {
    attend(kvHead, firstPage() + page, buffers(kvHead), partials, at);
  }

  /** Adds up what {@link #page} computed of all pages. */
  void sum(int kvHead, float[] partials, int at) {
    float[] sums = buffers(kvHead).sums;
    clear(sums, 0);
    for (int page = 0; page < pages(); page++) {
      add(partials, at + page * partialSize(), sums);
    }
    finish(kvHead, sums);
  }

  private void add(float[] partials, int at, float[] sums) {
    for (int i = 0; i < queries; i++) {
      Partial.add(partials, at + i * stride, sums, i * stride, layout.width());
    }
  }

  private void clear(float[] partials, int at) {
    for (int i = 0; i < queries; i++) {
      Partial.clear(partials, at + i * stride, layout.width());
    }
  }

  /** Buffers that hold the scaled queries: [rows, heads of the group, keyDim]. */
  private Buffers buffers(int kvHead) {
    Buffers buffers = BUFFERS.get();
    buffers.ensure(queries, layout, stride);
    int n = group * layout.keyDim();
    for (int r = 0; r < rows; r++) {
      int at = (from + r) * q.d() + kvHead * n;
      VectorOps.scaled(options.scale, q.value(), at, buffers.query, r * n, n);
    }
    return buffers;
  }

  private void finish(int kvHead, float[] sums) {
    for (int r = 0; r < rows; r++) {
      for (int h = 0; h < group; h++) {
        int head = kvHead * group + h;
        int at = (r * group + h) * stride;
        if (options.sinks != null) {
          Partial.addScore(options.sinks[head], sums, at, layout.width());
        }
        int to = (from + r) * y.d() + head * layout.valueDim();
        Partial.finish(sums, at, layout.width(), y.value(), to, layout.valueDim());
      }
    }
  }

  private void attend(int kvHead, int page, Buffers buffers, float[] partials, int at) {
    clear(partials, at);
    int begin = page * PAGE;
    score(kvHead, stored.page(page), begin, buffers);
    for (int r = 0; r < rows; r++) {
      int low = Math.max(first(r) - begin, 0);
      int high = Math.min(end(r) - begin, PAGE);
      for (int h = 0; h < group && low < high; h++) {
        int i = r * group + h;
        int scores = i * PAGE + low;
        adjust(kvHead * group + h, begin + low, positions[from + r], high - low, buffers, scores);
        Partial.weigh(
            buffers.scores,
            scores,
            high - low,
            buffers.sixteen,
            partials,
            at + i * stride,
            layout.width());
      }
    }
    mix(kvHead, stored.page(page), begin, buffers, partials, at);
  }

  /** Scores of all queries for the page's positions that any of them sees. */
  private void score(int kvHead, MemorySegment page, int begin, Buffers buffers) {
    int low = Math.max(first(0) - begin, 0) & -BLOCK;
    int high = Math.min(end(rows - 1) - begin, PAGE) + 15 & -16;
    for (int i = 0; i < queries; i++) {
      Arrays.fill(buffers.scores, i * PAGE + low, i * PAGE + high, 0);
    }
    for (int block = low; block < high; block += BLOCK) {
      int n = Math.min(BLOCK, high - block);
      int skipped = rowsBefore(begin + block) * group;
      buffers.reader.keys(layout, page, kvHead, block, queries, stored.isFinite());
      buffers.reader.addScores(
          buffers.query,
          skipped * layout.keyDim(),
          queries - skipped,
          n,
          buffers.scores,
          skipped * PAGE + block);
    }
  }

  /** How many rows see nothing from {@code position} on. */
  private int rowsBefore(int position) {
    int r = 0;
    while (r < rows - 1 && end(r) <= position) {
      r++;
    }
    return r;
  }

  /** Applies what an architecture does to {@code n} scores of a head from {@code position} on. */
  private void adjust(int head, int position, int own, int n, Buffers buffers, int at) {
    float[] scores = buffers.scores;
    if (options.softcap > 0) {
      VectorOps.softcap(options.softcap, scores, at, n);
    }
    if (options.slopes != null) {
      float slope = options.slopes[head];
      for (int j = 0; j < n; j++) {
        scores[at + j] += slope * (position + j - own);
      }
    }
    if (options.relativeBias != null) {
      for (int j = 0; j < n; j++) {
        scores[at + j] += options.relativeBias.of(head, position + j - own);
      }
    }
  }

  /** Adds the page's values, weighted, to the partial results. */
  private void mix(
      int kvHead, MemorySegment page, int begin, Buffers buffers, float[] partials, int at) {
    int low = Math.max(first(0) - begin, 0);
    int high = Math.min(end(rows - 1) - begin, PAGE);
    for (int block = low, next; block < high; block = next) {
      next = Math.min((block | BLOCK - 1) + 1, high);
      buffers.reader.values(layout, page, kvHead, block, next - block, queries, stored.isFinite());
      for (int r = rowsBefore(begin + block), same; r < rows; r += same) {
        int first = Math.clamp(first(r) - begin, block, next);
        int end = Math.clamp(end(r) - begin, block, next);
        same = 1;
        while (r + same < rows
            && Math.clamp(first(r + same) - begin, block, next) == first
            && Math.clamp(end(r + same) - begin, block, next) == end) {
          same++;
        }
        int i = r * group;
        if (first < end) {
          buffers.reader.addValues(
              first - block,
              end - first,
              buffers.scores,
              i * PAGE + first,
              same * group,
              partials,
              at + i * stride,
              stride);
        }
      }
    }
  }
}
