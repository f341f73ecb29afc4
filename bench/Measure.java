import java.util.ArrayList;
import java.util.List;

/**
 * What is measured: a test of some kind on some threads.
 *
 * @param tokens of the prompt (prefill), or that each sequence goes on by (decode)
 * @param depth tokens that are cached before
 * @param parallel sequences that decode together
 * @param busy whether another process works on each core meanwhile
 */
record Measure(Kind kind, int tokens, int depth, int parallel, boolean busy, int threads) {
  /** What a test's figure is. */
  enum Kind {
    PREFILL("tokens/s"),
    DECODE("tokens/s"),
    START("s");

    final String unit;

    Kind(String unit) {
      this.unit = unit;
    }
  }

  String name() {
    return switch (kind) {
          case PREFILL -> "pp" + tokens;
          case DECODE -> "tg" + tokens + (parallel > 1 ? " x " + parallel : "");
          case START -> "start";
        }
        + (depth > 0 ? " @ d" + depth : "")
        + (busy ? " busy" : "");
  }

  /**
   * The tests that {@code names} stand for, on each number of threads.
   *
   * @param names of ppN, tgN, tgNxS (S sequences), tgN@dD (at depth D), busy and start
   */
  static List<Measure> parse(String names, List<Integer> threads) {
    List<Measure> all = new ArrayList<>();
    int most = threads.stream().max(Integer::compare).orElseThrow();
    for (String name : names.split(",")) {
      switch (name) {
        case "busy" -> {
          all.add(new Measure(Kind.PREFILL, 128, 0, 1, true, most));
          all.add(new Measure(Kind.DECODE, 64, 0, 1, true, most));
        }
        case "start" -> all.add(new Measure(Kind.START, 1, 0, 1, false, most));
        default -> threads.forEach(t -> all.add(one(name, t)));
      }
    }
    return all;
  }

  private static Measure one(String name, int threads) {
    String[] deep = name.split("@d", 2);
    String[] wide = deep[0].split("x", 2);
    Kind kind =
        switch (wide[0].substring(0, Math.min(2, wide[0].length()))) {
          case "pp" -> Kind.PREFILL;
          case "tg" -> Kind.DECODE;
          default -> throw new IllegalArgumentException("no test is called '" + name + "'");
        };
    return new Measure(
        kind,
        Integer.parseInt(wide[0].substring(2)),
        deep.length > 1 ? Integer.parseInt(deep[1]) : 0,
        wide.length > 1 ? Integer.parseInt(wide[1]) : 1,
        false,
        threads);
  }
}
