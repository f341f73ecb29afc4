package dev.bantam.generate.constrain;

import dev.bantam.format.Limits;
import dev.bantam.generate.constrain.Frames.Frame;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The states of a grammar, made as texts come to them and kept for the next: a pushdown automaton
 * that follows all ways at once. For one thread at a time.
 *
 * <p>What one token can do from a state depends on how often something was repeated only near the
 * bounds. Elsewhere all counts have one {@link State#typical} state in common, so that what is
 * found out for it holds for the others.
 */
final class States {
  private static final int MAX_STATES = 8192;
  private static final int MAX_FRAMES = 200_000;
  private static final int MAX_WEIGHT = 1 << 21;

  private record FrameKey(Node node, int done, Frames below) {}

  private record StateKey(
      List<Node> nodes, List<Frames> frames, boolean accepting, PartialCharacter partial) {}

  private final Program program;
  private final CharacterClasses classes;
  private final int longest;
  private final Map<FrameKey, Frame> frames = new HashMap<>();
  private final Map<List<Frame>, Frames> sets = new HashMap<>();
  private final Map<StateKey, State> states = new HashMap<>();
  private final Frames bottom = new Frames(List.of(), null);
  private final State dead = new State(List.of(), List.of(), false, PartialCharacter.NONE, null);
  private int frameIds;
  private int weight;
  private int steps;

  // One closure at work: by node, what it was reached with and what of that is not followed yet.
  private final @Nullable Frames[] seen;
  private final @Nullable Frames[] waiting;
  private final Queue<Node> queue = new ArrayDeque<>();
  private final List<Node> touched = new ArrayList<>();
  private final Set<Frame> empty = new HashSet<>();
  private boolean accepting;

  /**
   * @param longest most bytes of a token
   */
  States(Program program, int longest) {
    this.program = program;
    this.classes = program.classes();
    this.longest = longest;
    seen = new Frames[program.size()];
    waiting = new Frames[program.size()];
  }

  /** After what does not follow the grammar. */
  State dead() {
    return dead;
  }

  /** Where texts begin. */
  State start() {
    begin();
    reach(program.start(), only(new FrameKey(program.end(), 0, bottom)));
    return close();
  }

  /** Forgets what it knows if that has become much; states stay valid. Allows new steps. */
  void begin() {
    steps = 0;
    if (states.size() > MAX_STATES || frames.size() > MAX_FRAMES || weight > MAX_WEIGHT) {
      for (State state : states.values()) {
        state.next = null;
        state.mask = null;
      }
      states.clear();
      sets.clear();
      frames.clear();
      weight = 0;
    }
  }

  /** Counts a mask that a state keeps. */
  void weighs(int longs) {
    weight += longs;
  }

  /**
   * The state after one more byte.
   *
   * @throws IllegalStateException if the grammar can be followed in too many ways
   */
  State after(State state, int b) {
    PartialCharacter partial = state.partial.add(b);
    if (partial == null) {
      return dead;
    }
    if (partial.missing() > 0) {
      return keep(state, partial);
    }
    boolean returns = state.partial.missing() == 0 && state.typical == state;
    return returns ? afterCharacter(state, partial.value()) : find(state, partial);
  }

  /**
   * The state after a character, at whose beginning {@code state} stands. It is remembered.
   *
   * @throws IllegalStateException if the grammar can be followed in too many ways
   */
  State afterCharacter(State state, int codePoint) {
    State[] next = state.next;
    if (next == null) {
      next = new State[classes.size()];
      state.next = next;
      weight += next.length;
    }
    int kind = classes.of(codePoint);
    State known = next[kind];
    if (known == null) {
      known = find(state, new PartialCharacter(codePoint, 0, 0));
      next[kind] = known;
    }
    return known;
  }

  private State find(State state, PartialCharacter character) {
    for (int i = 0; i < state.nodes.size(); i++) {
      if (state.nodes.get(i) instanceof Node.OneOf node && character.canBe(node.set)) {
        reach(node.next, state.frames.get(i));
      }
    }
    return close();
  }

  /** The nodes that a character which has begun can still lead to. */
  private State keep(State state, PartialCharacter partial) {
    List<Node> nodes = new ArrayList<>();
    List<Frames> ways = new ArrayList<>();
    for (int i = 0; i < state.nodes.size(); i++) {
      if (state.nodes.get(i) instanceof Node.OneOf character && partial.canBe(character.set)) {
        nodes.add(character);
        ways.add(state.frames.get(i));
      }
    }
    return nodes.isEmpty() ? dead : state(nodes, ways, false, partial);
  }

  /** Whether a character that has begun can go on. */
  boolean canTake(State state, PartialCharacter partial) {
    return state.nodes.stream()
        .anyMatch(node -> node instanceof Node.OneOf c && partial.canBe(c.set));
  }

  /** The state after a token that the grammar names; dead if it names none such. */
  State afterToken(State state, Predicate<Expression.Token> matches) {
    if (state.partial.missing() == 0) {
      for (int i = 0; i < state.nodes.size(); i++) {
        if (state.nodes.get(i) instanceof Node.Whole whole && matches.test(whole.token)) {
          reach(whole.next, state.frames.get(i));
        }
      }
    }
    return close();
  }

  /** A state that goes the ways of both. */
  State either(State a, State b) {
    if (a.isDead() || b.isDead()) {
      return a.isDead() ? b : a;
    }
    for (State state : List.of(a, b)) {
      for (int i = 0; i < state.nodes.size(); i++) {
        reach(state.nodes.get(i), state.frames.get(i));
      }
      accepting |= state.accepting;
    }
    return close();
  }

  private void reach(Node node, Frames ways) {
    Frames before = waiting[node.id];
    if (before == null) {
      queue.add(node);
      if (seen[node.id] == null) {
        touched.add(node);
      }
    }
    waiting[node.id] = before == null ? ways : union(before, ways);
  }

  /** Follows everything that takes no character, from what was reached. */
  private State close() {
    try {
      for (Node node = queue.poll(); node != null; node = queue.poll()) {
        Frames ways = fresh(node);
        steps += ways.all.size();
        if (steps > Limits.GRAMMAR_STEPS) {
          throw new IllegalStateException(
              "the grammar can be followed in too many ways; make its alternatives differ earlier");
        }
        if (!ways.all.isEmpty()) {
          follow(node, ways);
        }
      }
      return closed();
    } finally {
      queue.clear();
      for (Node node : touched) {
        seen[node.id] = null;
        waiting[node.id] = null;
      }
      touched.clear();
      empty.clear();
      accepting = false;
    }
  }

  /** The ways that a node was not reached with before. */
  private Frames fresh(Node node) {
    Frames ways = waiting[node.id];
    Frames old = seen[node.id];
    waiting[node.id] = null;
    if (ways == null || old == null) {
      seen[node.id] = ways;
      return ways == null ? bottom : ways;
    }
    seen[node.id] = union(old, ways);
    Set<Frame> known = new HashSet<>(old.all);
    return frames(ways.all.stream().filter(frame -> !known.contains(frame)).toList());
  }

  private void follow(Node node, Frames ways) {
    switch (node) {
      case Node.OneOf character -> {}
      case Node.Whole whole -> {}
      case Node.Split split -> split.ways.forEach(way -> reach(way, ways));
      case Node.Call call -> {
        boolean last = call.next instanceof Node.Return;
        reach(call.start, last ? ways : only(new FrameKey(call.next, 0, ways)));
      }
      case Node.Repeat repeat -> again(repeat, 0, ways);
      case Node.Return end -> {
        for (Frame frame : ways.all) {
          if (frame.below() == bottom) {
            accepting = true;
          } else if (frame.node() instanceof Node.Repeat repeat && frame.done() > 0) {
            if (!empty.contains(frame)) {
              again(repeat, frame.done(), frame.below());
            }
          } else {
            reach(frame.node(), frame.below());
          }
        }
      }
    }
  }

  /** After a repetition has come {@code done} times. */
  private void again(Node.Repeat repeat, int done, Frames below) {
    int least = repeat.least();
    if (done >= least) {
      reach(repeat.next, below);
    }
    if (done < repeat.max) {
      int count =
          repeat.max == Expression.UNBOUNDED ? Math.min(done + 1, Math.max(1, least)) : done + 1;
      Frames ways = only(new FrameKey(repeat, count, below));
      if (repeat.body.nullable) {
        empty.addAll(ways.all); // coming back without a character leads nowhere new
      }
      reach(repeat.body, ways);
    }
  }

  private State closed() {
    List<Node> nodes = new ArrayList<>();
    List<Frames> ways = new ArrayList<>();
    for (Node node : touched) {
      Frames found = seen[node.id];
      if (found != null && (node instanceof Node.OneOf || node instanceof Node.Whole)) {
        nodes.add(node);
        ways.add(undominated(found));
      }
    }
    if (nodes.size() > 1) {
      sort(nodes, ways);
    }
    return nodes.isEmpty() && !accepting
        ? dead
        : state(nodes, ways, accepting, PartialCharacter.NONE);
  }

  private static void sort(List<Node> nodes, List<Frames> ways) {
    Map<Node, Frames> byNode = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      byNode.put(nodes.get(i), ways.get(i));
    }
    nodes.sort(Comparator.comparingInt(node -> node.id));
    ways.clear();
    nodes.forEach(node -> ways.add(byNode.get(node)));
  }

  /** Of counts that may end already, the least allows all that the others do. */
  private Frames undominated(Frames ways) {
    if (ways.all.size() < 2) {
      return ways;
    }
    Map<FrameKey, Integer> least = new HashMap<>();
    for (Frame frame : ways.all) {
      if (mayEnd(frame)) {
        least.merge(new FrameKey(frame.node(), 0, frame.below()), frame.done(), Math::min);
      }
    }
    return frames(
        ways.all.stream()
            .filter(
                frame ->
                    !mayEnd(frame)
                        || least.get(new FrameKey(frame.node(), 0, frame.below())) == frame.done())
            .toList());
  }

  private static boolean mayEnd(Frame frame) {
    return frame.done() > 0 && frame.node() instanceof Node.Repeat r && frame.done() >= r.least();
  }

  private State state(
      List<Node> nodes, List<Frames> ways, boolean accepting, PartialCharacter partial) {
    StateKey key = new StateKey(List.copyOf(nodes), List.copyOf(ways), accepting, partial);
    State known = states.get(key);
    if (known != null) {
      return known;
    }
    List<Frames> typical = ways.stream().map(frames -> frames.typical).toList();
    State common = typical.equals(ways) ? null : state(nodes, typical, accepting, partial);
    State made = new State(key.nodes, key.frames, accepting, partial, common);
    states.put(key, made);
    weight += nodes.size();
    return made;
  }

  private Frames only(FrameKey key) {
    return frames(List.of(frame(key)));
  }

  private Frame frame(FrameKey key) {
    Frame known = frames.get(key);
    if (known == null) {
      known = new Frame(frameIds++, key.node(), key.done(), key.below());
      frames.put(key, known);
    }
    return known;
  }

  private Frames union(Frames a, Frames b) {
    if (a == b) {
      return a;
    }
    Set<Frame> all = new HashSet<>(a.all);
    all.addAll(b.all);
    return frames(all.stream().sorted(Comparator.comparingInt(Frame::id)).toList());
  }

  private Frames frames(List<Frame> all) {
    Frames known = sets.get(all);
    if (known != null || all.isEmpty()) {
      return known == null ? bottom : known;
    }
    List<Frame> typical =
        all.stream()
            .map(this::typical)
            .distinct()
            .sorted(Comparator.comparingInt(Frame::id))
            .toList();
    Frames made = new Frames(all, typical.equals(all) ? null : frames(typical));
    sets.put(all, made);
    weight += all.size();
    return made;
  }

  /** The frame with a count from which one token can do the same. */
  private Frame typical(Frame frame) {
    int done = frame.done();
    if (frame.node() instanceof Node.Repeat repeat && done > 0) {
      int least = repeat.least();
      if (least - done > longest) {
        done = 1;
      } else if (done >= least && repeat.max - done > longest) {
        done = Math.max(1, least);
      }
    }
    Frames below = frame.below().typical;
    return done == frame.done() && below == frame.below()
        ? frame
        : frame(new FrameKey(frame.node(), done, below));
  }
}
