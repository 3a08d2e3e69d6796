package io.gantry.controlruntime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Who a process is and whom it trusts, in PEM files.
 *
 * @param ca the certificates of the authorities the server's certificate may come from
 * @param certificate the client's certificate, with intermediates after it
 * @param key its private key, PKCS #8
 */
public record PemIdentity(Path ca, Path certificate, Path key) {
  private static final char[] NO_PASSWORD = new char[0];

  /**
   * Settings lead to files below the cluster's folder; a folder nobody named is still a {@code $}.
   */
  public PemIdentity {
    for (Path file : List.of(ca, certificate, key)) {
      if (file.toString().contains("${")) {
        throw new IllegalArgumentException(
            "gantry.state must name the cluster's folder, or"
                + " gantry.api.server, .ca, .certificate and .key must all be set");
      }
    }
  }

  /** Trusts the CA and shows the client certificate. */
  public SSLContext withCertificate() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      Certificate[] chain = certificates(certificate).toArray(Certificate[]::new);
      store.setKeyEntry("client", privateKey(), NO_PASSWORD, chain);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, NO_PASSWORD);
      return context(keys.getKeyManagers());
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("cannot use " + certificate + " and " + key, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Trusts the CA and shows nothing. */
  public SSLContext anonymous() {
    return context(null);
  }

  private SSLContext context(KeyManager[] keys) {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      int i = 0;
      for (Certificate authority : certificates(ca)) {
        trusted.setCertificateEntry("ca" + i++, authority);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("cannot use " + ca, e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Certificate> certificates(Path file)
      throws GeneralSecurityException, IOException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    return List.copyOf(
        factory.generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file))));
  }

  private PrivateKey privateKey() throws GeneralSecurityException, IOException {
    String pem = Files.readString(key, StandardCharsets.US_ASCII);
    String body =
        pem.replaceAll("(?s).*-----BEGIN PRIVATE KEY-----", "")
            .replaceAll("(?s)-----END PRIVATE KEY-----.*", "");
    PKCS8EncodedKeySpec spec =
        new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(body.strip()));
    // The file does not say which algorithm; each factory knows its own.
    for (String algorithm : List.of("EC", "RSA", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        continue;
      }
    }
    throw new InvalidKeySpecException(key + " holds no EC, RSA or EdDSA key in PKCS #8");
  }
}
