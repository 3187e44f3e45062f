package dev.mlintern.localhub.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.function.IntPredicate;

/// Path patterns as in `.gitattributes` and in the `data_files` of dataset cards: `*` and `?` stay
/// inside a segment, `**` crosses segments, `[…]` is a set, `{a,b}` a choice. A bracket or brace
/// that never closes is itself.
///
/// Patterns come from strangers: all ways to fit are followed at once, one character after the
/// other, so that the time grows with pattern times path and never with the number of ways.
public final class Glob {
  /// What the pattern asks for at one place.
  private sealed interface Step {
    /// A character that fits.
    record One(IntPredicate fits) implements Step {}

    /// Nothing: go on at another place.
    record Go(int to) implements Step {}

    /// Nothing: go on at both places.
    record Fork(int to) implements Step {}
  }

  /// Members of a set, both ends included.
  private record Range(int first, int last) {
    boolean holds(int c) {
      return first <= c && c <= last;
    }
  }

  private static final IntPredicate ANY = _ -> true;
  private static final IntPredicate IN_SEGMENT = c -> c != '/';

  private final List<Step> steps;

  private Glob(List<Step> steps) {
    this.steps = List.copyOf(steps);
  }

  public static Glob of(String glob) {
    return new Reader(glob.codePoints().toArray()).read();
  }

  public boolean matches(String path) {
    int end = steps.size();
    int[] pending = new int[end + 1];
    BitSet here = new BitSet(end + 1);
    add(0, here, pending);
    for (int i = 0; i < path.length() && !here.isEmpty(); ) {
      int c = path.codePointAt(i);
      BitSet next = new BitSet(end + 1);
      for (int at = here.nextSetBit(0); at >= 0 && at < end; at = here.nextSetBit(at + 1)) {
        if (steps.get(at) instanceof Step.One(var fits) && fits.test(c)) {
          add(at + 1, next, pending);
        }
      }
      here = next;
      i += Character.charCount(c);
    }
    return here.get(end);
  }

  /// Adds a place and all that are reached from it for nothing.
  ///
  /// @param pending room for as many places as there are
  private void add(int start, BitSet places, int[] pending) {
    int waiting = 0;
    if (!places.get(start)) {
      places.set(start);
      pending[waiting++] = start;
    }
    while (waiting > 0) {
      int at = pending[--waiting];
      if (at < steps.size()) {
        int[] onward =
            switch (steps.get(at)) {
              case Step.One _ -> new int[0];
              case Step.Go(int to) -> new int[] {to};
              case Step.Fork(int to) -> new int[] {at + 1, to};
            };
        for (int to : onward) {
          if (!places.get(to)) {
            places.set(to);
            pending[waiting++] = to;
          }
        }
      }
    }
  }

  /// Reads a pattern once, from left to right.
  private static final class Reader {
    private final int[] glob;
    private final List<Step> steps = new ArrayList<>();
    private final Deque<Choice> choices = new ArrayDeque<>();
    private final int lastBracket;
    private final BitSet braces;

    /// An open `{`: the fork before its latest part, and the ends of the parts before.
    private static final class Choice {
      private int fork;
      private final List<Integer> ends = new ArrayList<>();
    }

    private Reader(int[] glob) {
      this.glob = glob;
      this.lastBracket = last(']');
      this.braces = closed();
    }

    private Glob read() {
      for (int i = 0; i < glob.length; ) {
        i = isSet(i) ? set(i) : one(i);
      }
      return new Glob(steps);
    }

    /// @return the place after what was read
    private int one(int i) {
      int c = glob[i];
      if (c == '*') {
        return stars(i);
      }
      if (c == '?') {
        steps.add(new Step.One(IN_SEGMENT));
      } else if (c == '{' && braces.get(i)) {
        open();
      } else if (c == ',' && !choices.isEmpty()) {
        part();
      } else if (c == '}' && !choices.isEmpty()) {
        close();
      } else {
        literal(c);
      }
      return i + 1;
    }

    private int stars(int i) {
      if (at(i + 1) != '*') {
        many(IN_SEGMENT);
        return i + 1;
      }
      if (at(i + 2) != '/') {
        many(ANY);
        return i + 2;
      }
      int fork = steps.size();
      steps.add(new Step.Fork(fork + 5));
      many(ANY);
      literal('/');
      return i + 3;
    }

    private void many(IntPredicate fits) {
      int fork = steps.size();
      steps.add(new Step.Fork(fork + 3));
      steps.add(new Step.One(fits));
      steps.add(new Step.Go(fork));
    }

    private void literal(int wanted) {
      steps.add(new Step.One(c -> c == wanted));
    }

    private void open() {
      Choice choice = new Choice();
      choices.push(choice);
      fork(choice);
    }

    private void part() {
      Choice choice = choices.peek();
      choice.ends.add(steps.size());
      steps.add(new Step.Go(0));
      steps.set(choice.fork, new Step.Fork(steps.size()));
      fork(choice);
    }

    private void close() {
      Choice choice = choices.pop();
      // The last part has no other beside it.
      steps.set(choice.fork, new Step.Go(choice.fork + 1));
      choice.ends.forEach(end -> steps.set(end, new Step.Go(steps.size())));
    }

    private void fork(Choice choice) {
      choice.fork = steps.size();
      steps.add(new Step.Fork(0));
    }

    private int set(int i) {
      int end = endOfSet(i);
      boolean others = isNegated(i);
      int first = others ? i + 2 : i + 1;
      List<Range> ranges = new ArrayList<>();
      for (int at = first; at < end; at++) {
        int from = glob[at];
        boolean isRange = at + 2 < end && glob[at + 1] == '-';
        at = isRange ? at + 2 : at;
        ranges.add(new Range(from, glob[at]));
      }
      steps.add(new Step.One(c -> c != '/' && others != ranges.stream().anyMatch(r -> r.holds(c))));
      return end + 1;
    }

    /// @return the place of the bracket that closes the set; -1 where none does
    private int endOfSet(int i) {
      // As first member a closing bracket is one of the set.
      int end = i + (isNegated(i) ? 3 : 2);
      if (lastBracket < end) {
        return -1;
      }
      while (glob[end] != ']') {
        end++;
      }
      return end;
    }

    private boolean isSet(int i) {
      return glob[i] == '[' && endOfSet(i) >= 0;
    }

    private boolean isNegated(int i) {
      return at(i + 1) == '!' || at(i + 1) == '^';
    }

    private int last(int wanted) {
      int i = glob.length - 1;
      while (i >= 0 && glob[i] != wanted) {
        i--;
      }
      return i;
    }

    private int at(int i) {
      return i < glob.length ? glob[i] : -1;
    }

    /// The places of the opening braces that are closed again.
    private BitSet closed() {
      BitSet closed = new BitSet(glob.length);
      Deque<Integer> open = new ArrayDeque<>();
      for (int i = 0; i < glob.length; i++) {
        if (isSet(i)) {
          i = endOfSet(i);
        } else if (glob[i] == '{') {
          open.push(i);
        } else if (glob[i] == '}' && !open.isEmpty()) {
          closed.set(open.pop());
        }
      }
      return closed;
    }
  }
}
