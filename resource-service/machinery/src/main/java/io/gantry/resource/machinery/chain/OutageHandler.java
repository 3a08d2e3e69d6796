package io.gantry.resource.machinery.chain;

import io.gantry.apimodel.ApiStatus;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ApiHandler;
import io.gantry.resource.store.ObjectStore.OutcomeUnknownException;
import io.gantry.resource.store.ObjectStore.StoreUnavailableException;
import java.util.Set;

/**
 * Says what it means for the caller that the store is away: 503 when nothing happened, 504 when
 * nobody can say whether it did. Neither tells the caller to send the same again by itself, which
 * would not be safe for all that is asked.
 */
final class OutageHandler implements ApiHandler {
  private static final Set<String> READS = Set.of("get", "list", "watch");

  private final ApiHandler next;

  OutageHandler(ApiHandler next) {
    this.next = next;
  }

  @Override
  public ApiAnswer handle(ApiCall call) {
    try {
      return next.handle(call);
    } catch (OutcomeUnknownException e) {
      throw READS.contains(call.request().verb())
          ? away(e)
          : ApiStatus.timeout(
                  "the store did not answer, the request may have taken effect or not: "
                      + e.getMessage(),
                  0)
              .asException();
    } catch (StoreUnavailableException e) {
      throw away(e);
    }
  }

  private static RuntimeException away(StoreUnavailableException e) {
    return ApiStatus.unavailable("the store is unavailable: " + e.getMessage()).asException();
  }
}
