package io.gantry.apiaccess.pki;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets any client certificate through the handshake, which still proves that the client owns its
 * key: who it is, and whether that counts, is decided request by request ({@link
 * CertificateVerifier}), so that a wrong certificate gets an answer (401) as from Kubernetes.
 * Trusts no server.
 */
final class AnyClientTrust extends X509ExtendedTrustManager {
  private final X509Certificate[] asked;

  /**
   * @param asked authorities named to clients, which choose their certificate by them
   */
  AnyClientTrust(X509Certificate... asked) {
    this.asked = asked.clone();
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return asked.clone();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType) {}

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("this side is a server");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("this side is a server");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("this side is a server");
  }
}
