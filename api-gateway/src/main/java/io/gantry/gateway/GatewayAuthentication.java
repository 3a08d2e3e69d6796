package io.gantry.gateway;

import io.gantry.apiaccess.Authenticator;
import io.gantry.apiaccess.BoundObjects;
import io.gantry.apiaccess.TokenIssuer;
import io.gantry.apiaccess.authentication.AuthenticatorChain;
import io.gantry.apiaccess.authentication.ClientCertificateAuthenticator;
import io.gantry.apiaccess.authentication.ServiceAccountTokenAuthenticator;
import io.gantry.apiaccess.pki.CertificateVerifier;
import io.gantry.apiaccess.pki.ClusterPki;
import java.time.InstantSource;
import java.util.List;

/** Whom the gateway knows: holders of the cluster's certificates, ServiceAccounts by token. */
public final class GatewayAuthentication {
  private GatewayAuthentication() {}

  public static Authenticator of(ClusterPki pki, BoundObjects objects, InstantSource clock) {
    return new AuthenticatorChain(
        new ClientCertificateAuthenticator(
            new CertificateVerifier(List.of(pki.clusterCa()), clock)),
        new ServiceAccountTokenAuthenticator(
            pki.serviceAccountKey().getPublic(),
            objects,
            clock,
            List.of(TokenIssuer.API_AUDIENCE)));
  }
}
