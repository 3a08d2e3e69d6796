package io.gantry.standalone;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Work that goes on beside the caller's own, on a thread of its own. */
final class Beside<T> {
  private final FutureTask<T> task;

  private Beside(FutureTask<T> task) {
    this.task = task;
  }

  static <T> Beside<T> of(String name, Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofPlatform().daemon().name("start-" + name).start(task);
    return new Beside<>(task);
  }

  /**
   * Waits for the result.
   *
   * @throws StartFailedException the work failed
   */
  T get() throws InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new StartFailedException(e.getCause());
    }
  }

  /** A part did not start; the message is its own. */
  static final class StartFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartFailedException(Throwable cause) {
      super(cause.getMessage(), cause);
    }
  }
}
