package io.gantry.gateway.stream;

import io.gantry.apiaccess.pki.ClusterPki;
import io.gantry.apiaccess.pki.TlsContexts;
import java.io.IOException;
import javax.net.ssl.SSLContext;

/**
 * How the gateway speaks TLS to what answers streams.
 *
 * @param nodes shows the gateway's client certificate, trusts the cluster's authority
 * @param strangers for {@code https:} proxies of pods and services: shows nothing, trusts anyone,
 *     as Kubernetes does there
 */
public record NodeTls(SSLContext nodes, SSLContext strangers) {
  public static NodeTls of(ClusterPki pki) throws IOException {
    return new NodeTls(
        TlsContexts.of(pki.kubeletClient(), pki.clusterCa()), TlsContexts.clientOfAnyone());
  }
}
