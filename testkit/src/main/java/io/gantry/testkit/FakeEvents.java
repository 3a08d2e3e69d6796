package io.gantry.testkit;

import io.gantry.controlruntime.EventRecorder;
import io.gantry.controlruntime.ObjectReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers events, as {@code Normal Reason message}. */
public final class FakeEvents implements EventRecorder {
  private final List<String> lines = new CopyOnWriteArrayList<>();

  @Override
  public void record(ObjectReference about, Type type, String reason, String message) {
    lines.add(type.text() + " " + reason + " " + message);
  }

  public List<String> lines() {
    return lines;
  }
}
