package io.gantry.controlruntime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Does the same thing many times in batches of 1, 2, 4, ... and stops after the first batch with an
 * error: what is bound to fail (a quota, an admission rule) then fails once, not a hundred times.
 * {@link #each} is for what is not bound to fail.
 */
public final class SlowStart {
  /**
   * @param successes how many calls went well
   * @param failures how many were tried and failed
   * @param error the first failure; null when all went well
   */
  public record Result(int successes, int failures, Exception error) {}

  private final Executor executor;

  /**
   * @param executor runs the calls of one batch side by side; {@code Runnable::run} for one after
   *     the other
   */
  public SlowStart(Executor executor) {
    this.executor = executor;
  }

  public Result run(int count, Callable<?> call) {
    int successes = 0;
    int batch = Math.min(count, 1);
    int remaining = count;
    while (batch > 0) {
      List<CompletableFuture<Void>> calls = new ArrayList<>();
      for (int i = 0; i < batch; i++) {
        calls.add(CompletableFuture.runAsync(() -> unchecked(call), executor));
      }
      int failures = 0;
      Exception first = null;
      for (CompletableFuture<Void> each : calls) {
        try {
          each.join();
          successes++;
        } catch (CompletionException e) {
          failures++;
          first = first == null ? cause(e) : first;
        }
      }
      if (first != null) {
        return new Result(successes, failures, first);
      }
      remaining -= batch;
      batch = Math.min(remaining, 2 * batch);
    }
    return new Result(successes, 0, null);
  }

  /**
   * Does one thing to each item, side by side, all of them whatever fails.
   *
   * @return the first failure; null when all went well
   */
  public <T> Exception each(List<T> items, Consumer<T> action) {
    List<CompletableFuture<Void>> calls = new ArrayList<>();
    for (T item : items) {
      calls.add(CompletableFuture.runAsync(() -> action.accept(item), executor));
    }
    Exception first = null;
    for (CompletableFuture<Void> each : calls) {
      try {
        each.join();
      } catch (CompletionException e) {
        first = first == null ? cause(e) : first;
      }
    }
    return first;
  }

  private static void unchecked(Callable<?> call) {
    try {
      call.call();
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  private static Exception cause(CompletionException e) {
    return e.getCause() instanceof Exception cause ? cause : e;
  }
}
