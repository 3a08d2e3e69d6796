package io.gantry.resource.machinery.chain;

import io.gantry.apimodel.StatusException;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ApiHandler;
import java.time.Duration;

/** Tells the audit trail of every call that went through it. */
final class AuditedHandler implements ApiHandler {
  private final AuditTrail trail;
  private final ApiHandler next;

  AuditedHandler(AuditTrail trail, ApiHandler next) {
    this.trail = trail;
    this.next = next;
  }

  @Override
  public ApiAnswer handle(ApiCall call) {
    long start = System.nanoTime();
    int code = 500;
    try {
      ApiAnswer answer = next.handle(call);
      code = code(answer);
      return answer;
    } catch (StatusException e) {
      code = e.code();
      throw e;
    } finally {
      trail.record(call, code, Duration.ofNanos(System.nanoTime() - start));
    }
  }

  private static int code(ApiAnswer answer) {
    return switch (answer) {
      case ApiAnswer.Document document -> document.code();
      case ApiAnswer.Pieces pieces -> pieces.code();
      case ApiAnswer.Entity entity -> entity.code();
      case ApiAnswer.Items items -> 200;
      case ApiAnswer.Watch watch -> 200;
      case ApiAnswer.Connect connect -> 101;
    };
  }
}
