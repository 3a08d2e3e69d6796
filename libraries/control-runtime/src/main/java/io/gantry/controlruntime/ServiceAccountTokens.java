package io.gantry.controlruntime;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tokens of a ServiceAccount in {@code kube-system}, asked for through TokenRequest under the
 * service's own identity. The account is created where it is missing. A token is replaced when a
 * fifth of its life is left.
 */
final class ServiceAccountTokens implements TokenSource {
  private static final String NAMESPACE = "kube-system";
  private static final Duration LIFE = Duration.ofHours(1);

  private final ApiClient own;
  private final String account;
  private final InstantSource clock;
  private String token = "";
  private Instant renewAt = Instant.MIN;

  ServiceAccountTokens(ApiClient own, String account, InstantSource clock) {
    this.own = own;
    this.account = account;
    this.clock = clock;
  }

  @Override
  public synchronized String token() {
    Instant now = clock.instant();
    if (token.isEmpty() || !now.isBefore(renewAt)) {
      ObjectNode answer = request().tree();
      token = Json.text(answer, "status", "token");
      Instant expires = Times.at(answer, "status", "expirationTimestamp");
      Duration life = expires == null ? LIFE : Duration.between(now, expires);
      renewAt = now.plus(life.multipliedBy(4).dividedBy(5));
    }
    return token;
  }

  @Override
  public synchronized void refused(String refused) {
    if (token.equals(refused)) {
      token = "";
    }
  }

  private ResourceObject request() {
    ObjectNode body = Json.object();
    body.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
    body.putObject("spec").put("expirationSeconds", LIFE.toSeconds());
    try {
      return own.createSubresource(
          Resources.SERVICE_ACCOUNTS, NAMESPACE, account, "token", body.deepCopy());
    } catch (StatusException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
    createAccount();
    return own.createSubresource(Resources.SERVICE_ACCOUNTS, NAMESPACE, account, "token", body);
  }

  private void createAccount() {
    ObjectNode object = Json.object();
    object.put("apiVersion", "v1").put("kind", "ServiceAccount");
    object.putObject("metadata").put("name", account).put("namespace", NAMESPACE);
    try {
      own.create(Resources.SERVICE_ACCOUNTS, NAMESPACE, object);
    } catch (StatusException e) {
      // Another service may have made it at the same moment.
      if (!e.isAlreadyExists()) {
        throw e;
      }
    }
  }
}
