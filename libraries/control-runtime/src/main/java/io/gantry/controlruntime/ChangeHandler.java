package io.gantry.controlruntime;

import java.util.function.Consumer;

/**
 * Told of each change of an informer's cache, after the cache holds it. Maps the object to the keys
 * to look at and returns: no input or output, no waiting.
 */
public interface ChangeHandler<T> {
  void added(T object);

  void updated(T before, T after);

  /** {@code last} is the last known state. */
  void deleted(T last);

  /** One action for every state that came or went: both the old and the new one of an update. */
  static <T> ChangeHandler<T> each(Consumer<T> action) {
    return new ChangeHandler<>() {
      @Override
      public void added(T object) {
        action.accept(object);
      }

      @Override
      public void updated(T before, T after) {
        action.accept(before);
        action.accept(after);
      }

      @Override
      public void deleted(T last) {
        action.accept(last);
      }
    };
  }

  /** One action for the newest state of whatever changed. */
  static <T> ChangeHandler<T> latest(Consumer<T> action) {
    return new ChangeHandler<>() {
      @Override
      public void added(T object) {
        action.accept(object);
      }

      @Override
      public void updated(T before, T after) {
        action.accept(after);
      }

      @Override
      public void deleted(T last) {
        action.accept(last);
      }
    };
  }
}
