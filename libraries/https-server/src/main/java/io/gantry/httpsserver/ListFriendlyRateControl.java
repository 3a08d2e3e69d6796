package io.gantry.httpsserver;

import java.time.Duration;
import org.eclipse.jetty.http2.RateControl;
import org.eclipse.jetty.http2.WindowRateControl;
import org.eclipse.jetty.http2.frames.WindowUpdateFrame;
import org.eclipse.jetty.io.EndPoint;

/**
 * Guards an HTTP/2 connection against floods of control frames (resets, pings, settings), but takes
 * window updates as they come. A client that reads a big list sends its last updates when the
 * stream is finished already; Jetty counts them as abuse, and a Go client's whole connection would
 * die, its watches included. Updates that change nothing are still counted.
 */
final class ListFriendlyRateControl implements RateControl {
  private static final int EVENTS_PER_SECOND = 1000;

  private final RateControl others =
      new WindowRateControl(EVENTS_PER_SECOND, Duration.ofSeconds(1));

  @Override
  public boolean onEvent(Object event) {
    if (event instanceof WindowUpdateFrame update && update.getWindowDelta() > 0) {
      return true;
    }
    return others.onEvent(event);
  }

  static final class Factory implements RateControl.Factory {
    @Override
    public RateControl newRateControl(EndPoint endPoint) {
      return new ListFriendlyRateControl();
    }
  }
}
