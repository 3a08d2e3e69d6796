package io.gantry.apiaccess.pki;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeSet;

/**
 * Certificates and keys in a folder: {@code <name>.crt} and {@code <name>.key}. What is there and
 * still good is taken, everything else is made anew; so a start that was killed half-way mends
 * itself. Several processes may open the same folder: they take turns.
 */
final class CertificateFolder {
  static final Duration CA_LIFETIME = Duration.ofDays(3650);
  static final Duration LIFETIME = Duration.ofDays(365);

  /** Renewed at a start within this time before the end. */
  static final Duration RENEW_BEFORE = Duration.ofDays(30);

  private final Path folder;
  private final InstantSource clock;

  CertificateFolder(Path folder, InstantSource clock) {
    this.folder = folder;
    this.clock = clock;
  }

  interface Work<T> {
    T run() throws IOException, GeneralSecurityException;
  }

  /** Makes the folder and does the work while no other process does. */
  <T> T locked(Work<T> work) throws IOException, GeneralSecurityException {
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    // A JVM throws when two of its own threads lock one file: those take turns by the monitor.
    synchronized (CertificateFolder.class) {
      try (FileChannel channel =
              FileChannel.open(
                  folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (!lock.isValid()) {
          throw new IOException("lost the lock of " + folder);
        }
        return work.run();
      }
    }
  }

  CertificateAuthority authority(String name, String commonName)
      throws IOException, GeneralSecurityException {
    X509Certificate certificate = readCertificate(name);
    PrivateKey key = readKey(name, "EC");
    Instant now = clock.instant();
    if (certificate != null
        && key != null
        && certificate.getBasicConstraints() >= 0
        && belong(certificate.getPublicKey(), key)
        && lasts(certificate, now, Duration.ZERO)) {
      return new CertificateAuthority(certificate, key);
    }
    CertificateAuthority made = CertificateAuthority.create(commonName, now, CA_LIFETIME);
    PemFile.write(file(name, ".key"), PemFile.encode(made.key()));
    PemFile.write(file(name, ".crt"), PemFile.encode(made.certificate()));
    return made;
  }

  Identity identity(
      String name, CertificateAuthority authority, CertificateAuthority.Subject subject)
      throws IOException, GeneralSecurityException {
    X509Certificate certificate = readCertificate(name);
    PrivateKey key = readKey(name, "EC");
    Instant now = clock.instant();
    boolean ours = certificate != null && signedBy(certificate, authority);
    Collection<String> named = ours ? names(certificate) : List.of();
    if (!ours
        || key == null
        || !belong(certificate.getPublicKey(), key)
        || !lasts(certificate, now, RENEW_BEFORE)
        || !named.containsAll(canonical(subject.names()))) {
      KeyPair pair = CertificateAuthority.newKey();
      key = pair.getPrivate();
      // Names once asked for stay: two processes that ask for different ones must not take turns
      // in replacing each other's certificate.
      Collection<String> names = new LinkedHashSet<>(canonical(subject.names()));
      names.addAll(named);
      certificate = authority.issue(pair.getPublic(), subject.withNames(names), now, LIFETIME);
      PemFile.write(file(name, ".key"), PemFile.encode(key));
      PemFile.write(file(name, ".crt"), PemFile.encode(certificate));
    }
    return new Identity(List.of(certificate), key, file(name, ".crt"), file(name, ".key"));
  }

  /** An RSA pair ({@code .key}, {@code .pub}): signs ServiceAccount tokens with RS256. */
  KeyPair signingKey(String name) throws IOException, GeneralSecurityException {
    PrivateKey key = readKey(name, "RSA");
    Path publicFile = file(name, ".pub");
    if (key != null && Files.exists(publicFile)) {
      PublicKey publicKey = PemFile.publicKey(PemFile.read(publicFile), "RSA");
      if (belong(publicKey, key)) {
        return new KeyPair(publicKey, key);
      }
    }
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    PemFile.write(file(name, ".key"), PemFile.encode(pair.getPrivate()));
    PemFile.write(publicFile, PemFile.encode(pair.getPublic()));
    return pair;
  }

  private Path file(String name, String ending) {
    return folder.resolve(name + ending);
  }

  /** Null when there is none, or none that can be read: then a new one is made. */
  private X509Certificate readCertificate(String name) throws IOException {
    Path file = file(name, ".crt");
    if (!Files.exists(file)) {
      return null;
    }
    try {
      List<X509Certificate> certificates = PemFile.certificates(PemFile.read(file));
      return certificates.isEmpty() ? null : certificates.getFirst();
    } catch (GeneralSecurityException e) {
      return null;
    }
  }

  private PrivateKey readKey(String name, String algorithm) throws IOException {
    Path file = file(name, ".key");
    if (!Files.exists(file)) {
      return null;
    }
    try {
      return PemFile.privateKey(PemFile.read(file), algorithm);
    } catch (GeneralSecurityException e) {
      return null;
    }
  }

  private static boolean lasts(X509Certificate certificate, Instant now, Duration atLeast) {
    return certificate.getNotAfter().toInstant().isAfter(now.plus(atLeast))
        && !certificate.getNotBefore().toInstant().isAfter(now);
  }

  private static boolean signedBy(X509Certificate certificate, CertificateAuthority authority) {
    try {
      certificate.verify(authority.certificate().getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Whether a key and its public half are a pair: what one signs, the other verifies. */
  private static boolean belong(PublicKey publicKey, PrivateKey key)
      throws GeneralSecurityException {
    String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    java.security.Signature signature = java.security.Signature.getInstance(algorithm);
    byte[] probe = {1};
    signature.initSign(key);
    signature.update(probe);
    byte[] signed = signature.sign();
    try {
      signature.initVerify(publicKey);
      signature.update(probe);
      return signature.verify(signed);
    } catch (java.security.InvalidKeyException | java.security.SignatureException e) {
      return false;
    }
  }

  private static Collection<String> names(X509Certificate certificate)
      throws GeneralSecurityException, IOException {
    Collection<String> names = new TreeSet<>();
    Collection<List<?>> entries = certificate.getSubjectAlternativeNames();
    for (List<?> entry : entries == null ? List.<List<?>>of() : entries) {
      names.addAll(canonical(List.of(entry.get(1).toString())));
    }
    return names;
  }

  /** One spelling for each address: IPv6 has many. */
  private static Collection<String> canonical(Collection<String> names) throws IOException {
    Collection<String> canonical = new TreeSet<>();
    for (String name : names) {
      canonical.add(
          CertificateAuthority.isAddress(name)
              ? InetAddress.getByName(name).getHostAddress()
              : name);
    }
    return canonical;
  }
}
