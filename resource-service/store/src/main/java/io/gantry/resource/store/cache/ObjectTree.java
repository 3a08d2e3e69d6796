package io.gantry.resource.store.cache;

import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import java.util.Arrays;
import java.util.Collection;
import java.util.function.Predicate;

/**
 * The objects of one resource in the order of {@link KeyOrder}: an immutable B+ tree, whose next
 * version shares all but one path. Wide nodes instead of a binary tree's: a change copies three
 * short arrays, and going through all objects follows no pointers but theirs.
 *
 * <p>Of a node at most {@link #WIDTH} places are taken, and at least one; a node whose neighbour
 * has room for what is left of it after a removal joins it.
 */
final class ObjectTree {
  static final ObjectTree EMPTY = new ObjectTree(null, 0);

  private static final int WIDTH = 48;

  private final Node root;
  private final int size;

  private ObjectTree(Node root, int size) {
    this.root = root;
    this.size = size;
  }

  /**
   * @param objects in the order of their keys, none twice
   */
  static ObjectTree of(Collection<ResourceObject> objects) {
    if (objects.isEmpty()) {
      return EMPTY;
    }
    ResourceObject[] all = objects.toArray(ResourceObject[]::new);
    Node[] level = new Node[(all.length + WIDTH - 1) / WIDTH];
    for (int i = 0; i < level.length; i++) {
      level[i] =
          new Leaf(Arrays.copyOfRange(all, i * WIDTH, Math.min(all.length, (i + 1) * WIDTH)));
    }
    while (level.length > 1) {
      Node[] above = new Node[(level.length + WIDTH - 1) / WIDTH];
      for (int i = 0; i < above.length; i++) {
        above[i] =
            new Branch(
                Arrays.copyOfRange(level, i * WIDTH, Math.min(level.length, (i + 1) * WIDTH)));
      }
      level = above;
    }
    return new ObjectTree(level[0], all.length);
  }

  int size() {
    return size;
  }

  /** Null when there is none. */
  ResourceObject get(ObjectKey key) {
    Node node = root;
    while (node instanceof Branch branch) {
      node = branch.children[branch.childFor(key)];
    }
    if (node == null) {
      return null;
    }
    Leaf leaf = (Leaf) node;
    int at = leaf.search(key);
    return at >= 0 ? leaf.objects[at] : null;
  }

  /** With the object put in, or in the place of the one that had its key. */
  ObjectTree plus(ResourceObject object) {
    if (root == null) {
      return new ObjectTree(new Leaf(new ResourceObject[] {object}), 1);
    }
    Node[] next = root.plus(object);
    Node top = next.length == 1 ? next[0] : new Branch(next);
    return new ObjectTree(top, top.count());
  }

  /** Without that object; itself when there is none. */
  ObjectTree minus(ObjectKey key) {
    if (get(key) == null) {
      return this;
    }
    Node next = root.minus(key);
    while (next instanceof Branch branch && branch.children.length == 1) {
      next = branch.children[0];
    }
    return next == null ? EMPTY : new ObjectTree(next, size - 1);
  }

  /** How many keys come before this one. */
  int before(ObjectKey key) {
    int count = 0;
    Node node = root;
    while (node instanceof Branch branch) {
      int child = branch.childFor(key);
      for (int i = 0; i < child; i++) {
        count += branch.children[i].count();
      }
      node = branch.children[child];
    }
    if (node == null) {
      return 0;
    }
    int at = ((Leaf) node).search(key);
    return count + (at >= 0 ? at : -at - 1);
  }

  /**
   * Shows objects in order, from that place on, until the visitor says false.
   *
   * @param first the number of objects to leave out
   */
  void visit(int first, Predicate<ResourceObject> visitor) {
    if (root != null) {
      root.visit(first, visitor);
    }
  }

  private abstract static sealed class Node {
    abstract ObjectKey first();

    abstract int count();

    /** One node, or two that stand for one that was full. */
    abstract Node[] plus(ResourceObject object);

    /** Null when nothing is left; the key is there. */
    abstract Node minus(ObjectKey key);

    /** Both in one, null when that is too wide. */
    abstract Node joined(Node next);

    abstract boolean visit(int first, Predicate<ResourceObject> visitor);
  }

  private static final class Leaf extends Node {
    private final ResourceObject[] objects;

    Leaf(ResourceObject[] objects) {
      this.objects = objects;
    }

    int search(ObjectKey key) {
      int low = 0;
      int high = objects.length - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        int order = KeyOrder.INSTANCE.compare(objects[middle].key(), key);
        if (order == 0) {
          return middle;
        }
        if (order < 0) {
          low = middle + 1;
        } else {
          high = middle - 1;
        }
      }
      return -low - 1;
    }

    @Override
    ObjectKey first() {
      return objects[0].key();
    }

    @Override
    int count() {
      return objects.length;
    }

    @Override
    Node[] plus(ResourceObject object) {
      int at = search(object.key());
      if (at >= 0) {
        ResourceObject[] next = objects.clone();
        next[at] = object;
        return new Node[] {new Leaf(next)};
      }
      ResourceObject[] next = inserted(objects, -at - 1, object);
      if (next.length <= WIDTH) {
        return new Node[] {new Leaf(next)};
      }
      int cut = cut(-at - 1);
      return new Node[] {
        new Leaf(Arrays.copyOf(next, cut)), new Leaf(Arrays.copyOfRange(next, cut, next.length))
      };
    }

    @Override
    Node minus(ObjectKey key) {
      return objects.length == 1 ? null : new Leaf(removed(objects, search(key)));
    }

    @Override
    Node joined(Node next) {
      ResourceObject[] others = ((Leaf) next).objects;
      if (objects.length + others.length > WIDTH) {
        return null;
      }
      ResourceObject[] all = Arrays.copyOf(objects, objects.length + others.length);
      System.arraycopy(others, 0, all, objects.length, others.length);
      return new Leaf(all);
    }

    @Override
    boolean visit(int first, Predicate<ResourceObject> visitor) {
      for (int i = first; i < objects.length; i++) {
        if (!visitor.test(objects[i])) {
          return false;
        }
      }
      return true;
    }
  }

  private static final class Branch extends Node {
    private final Node[] children;
    private final ObjectKey[] firsts;
    private final int count;

    private Branch(Node[] children, ObjectKey[] firsts, int count) {
      this.children = children;
      this.firsts = firsts;
      this.count = count;
    }

    Branch(Node[] children) {
      this.children = children;
      this.firsts = new ObjectKey[children.length];
      int sum = 0;
      for (int i = 0; i < children.length; i++) {
        firsts[i] = children[i].first();
        sum += children[i].count();
      }
      this.count = sum;
    }

    /** The last child that does not begin behind the key. */
    int childFor(ObjectKey key) {
      int low = 1;
      int high = firsts.length - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        if (KeyOrder.INSTANCE.compare(firsts[middle], key) <= 0) {
          low = middle + 1;
        } else {
          high = middle - 1;
        }
      }
      return low - 1;
    }

    @Override
    ObjectKey first() {
      return firsts[0];
    }

    @Override
    int count() {
      return count;
    }

    @Override
    Node[] plus(ResourceObject object) {
      int at = childFor(object.key());
      Node[] grown = children[at].plus(object);
      Node[] next = children.clone();
      next[at] = grown[0];
      if (grown.length == 1) {
        return new Node[] {replaced(next, at)};
      }
      next = inserted(next, at + 1, grown[1]);
      if (next.length <= WIDTH) {
        return new Node[] {new Branch(next)};
      }
      int cut = cut(at + 1);
      return new Node[] {
        new Branch(Arrays.copyOf(next, cut)), new Branch(Arrays.copyOfRange(next, cut, next.length))
      };
    }

    /** This branch with one other child: asks no other for its first key, which would be far. */
    private Branch replaced(Node[] next, int at) {
      ObjectKey first = next[at].first();
      ObjectKey[] nextFirsts = firsts;
      if (first != firsts[at]) {
        nextFirsts = firsts.clone();
        nextFirsts[at] = first;
      }
      return new Branch(next, nextFirsts, count - children[at].count() + next[at].count());
    }

    @Override
    Node minus(ObjectKey key) {
      int at = childFor(key);
      Node less = children[at].minus(key);
      if (less == null) {
        return children.length == 1 ? null : new Branch(removed(children, at));
      }
      Node[] next = children.clone();
      next[at] = less;
      int left = at == next.length - 1 ? at - 1 : at;
      Node joined = left < 0 ? null : next[left].joined(next[left + 1]);
      if (joined == null) {
        return replaced(next, at);
      }
      next[left] = joined;
      return new Branch(removed(next, left + 1));
    }

    @Override
    Node joined(Node next) {
      Node[] others = ((Branch) next).children;
      if (children.length + others.length > WIDTH) {
        return null;
      }
      Node[] all = Arrays.copyOf(children, children.length + others.length);
      System.arraycopy(others, 0, all, children.length, others.length);
      return new Branch(all);
    }

    @Override
    boolean visit(int first, Predicate<ResourceObject> visitor) {
      int skip = first;
      for (Node child : children) {
        if (skip >= child.count()) {
          skip -= child.count();
          continue;
        }
        if (!child.visit(skip, visitor)) {
          return false;
        }
        skip = 0;
      }
      return true;
    }
  }

  /** Where a node that is one too wide is cut: names that only grow leave full nodes behind. */
  private static int cut(int grownAt) {
    return grownAt == WIDTH ? WIDTH : WIDTH / 2;
  }

  private static <T> T[] inserted(T[] all, int at, T one) {
    T[] next = Arrays.copyOf(all, all.length + 1);
    System.arraycopy(all, at, next, at + 1, all.length - at);
    next[at] = one;
    return next;
  }

  private static <T> T[] removed(T[] all, int at) {
    T[] next = Arrays.copyOf(all, all.length - 1);
    System.arraycopy(all, at + 1, next, at, all.length - at - 1);
    return next;
  }
}
