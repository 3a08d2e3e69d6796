package io.gantry.apiaccess.pki;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Builds what TLS needs from identities and trusted authorities. */
public final class TlsContexts {
  private static final char[] IN_MEMORY = "memory".toCharArray();

  /** Never leaves this JVM: PKCS #12 would guard each key by 10,000 rounds of hashing. */
  private static final String STORE = "JKS";

  private TlsContexts() {}

  /**
   * For a server that shows an identity, or a client that does.
   *
   * @param identity null for a client without certificate
   * @param trusted authorities whose certificates are accepted
   */
  public static SSLContext of(Identity identity, X509Certificate... trusted) {
    try {
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trustStore(List.of(trusted)));
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(identity), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("TLS cannot be set up with " + identity, e);
    }
  }

  /**
   * For the API's own port: clients may show any certificate, and what it is worth is decided per
   * request. Use it only where each request is authenticated.
   *
   * @param asked authorities named to clients
   */
  public static SSLContext serverForAnyClient(Identity identity, X509Certificate... asked) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(identity), new TrustManager[] {new AnyClientTrust(asked)}, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("TLS cannot be set up with " + identity, e);
    }
  }

  /** For a client that takes any server, and shows no certificate: proxies to pods' own servers. */
  public static SSLContext clientOfAnyone() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new AnyServerTrust()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("TLS cannot be set up", e);
    }
  }

  private static KeyManager[] keys(Identity identity) throws GeneralSecurityException, IOException {
    if (identity == null) {
      return null;
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keyStore(identity), IN_MEMORY);
    return factory.getKeyManagers();
  }

  private static KeyStore keyStore(Identity identity) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(STORE);
    store.load(null, null);
    store.setKeyEntry(
        "identity", identity.key(), IN_MEMORY, identity.chain().toArray(X509Certificate[]::new));
    return store;
  }

  private static KeyStore trustStore(List<X509Certificate> trusted)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(STORE);
    store.load(null, null);
    for (X509Certificate authority : trusted) {
      store.setCertificateEntry("trusted-" + store.size(), authority);
    }
    return store;
  }
}
