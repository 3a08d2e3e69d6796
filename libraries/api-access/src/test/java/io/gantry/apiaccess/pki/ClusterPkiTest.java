package io.gantry.apiaccess.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterPkiTest {
  private static final Instant START = Instant.parse("2026-05-01T00:00:00Z");

  @TempDir Path folder;

  private ClusterPki open(Instant now, String... names) throws IOException {
    return ClusterPki.open(folder.resolve("pki"), List.of(names), InstantSource.fixed(now));
  }

  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(folder.resolve("pki"))) {
      for (Path file : all.toList()) {
        files.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return files;
  }

  @Test
  void openingAgainChangesNothing() throws IOException {
    ClusterPki first = open(START, "10.0.0.5", "fe80::1");
    first.admin();
    first.node("n1");
    first.kubeletServing("n1", List.of("10.0.0.5"));
    first.frontProxyClient();
    Map<String, String> before = files();

    ClusterPki second = open(START.plus(Duration.ofDays(300)), "10.0.0.5", "fe80::1");
    second.admin();
    second.node("n1");
    second.kubeletServing("n1", List.of("10.0.0.5"));
    second.frontProxyClient();

    assertThat(files()).isEqualTo(before);
    assertThat(second.serviceAccountKey().getPublic())
        .isEqualTo(first.serviceAccountKey().getPublic());
  }

  @Test
  void keysAreForTheirOwnerOnly() throws IOException {
    open(START).admin();

    try (Stream<Path> all = Files.list(folder.resolve("pki"))) {
      for (Path file : all.filter(f -> !f.endsWith(".lock")).toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  void saysWhoTheClientsAre() throws IOException {
    ClusterPki pki = open(START);

    assertThat(pki.admin().certificate().getSubjectX500Principal().getName())
        .isEqualTo("CN=kubernetes-admin,O=system:masters");
    assertThat(pki.node("n1").certificate().getSubjectX500Principal().getName())
        .isEqualTo("CN=system:node:n1,O=system:nodes");
  }

  @Test
  void servesUnderAllNames() throws Exception {
    X509Certificate certificate = open(START, "host-1", "10.9.8.7").apiServer().certificate();

    assertThat(certificate.getSubjectAlternativeNames())
        .extracting(entry -> entry.get(1).toString())
        .contains(
            "kubernetes.default.svc.cluster.local", "localhost", "10.96.0.1", "host-1", "10.9.8.7");
  }

  @Test
  void renewsWhatExpiresAndWhatLacksANameButKeepsTheAuthority() throws Exception {
    ClusterPki first = open(START);
    Identity admin = first.admin();

    ClusterPki renamed = open(START, "10.1.1.1");
    assertThat(renamed.apiServer().certificate()).isNotEqualTo(first.apiServer().certificate());
    assertThat(renamed.admin().certificate()).isEqualTo(admin.certificate());

    ClusterPki later = open(START.plus(Duration.ofDays(340)));
    assertThat(later.admin().certificate()).isNotEqualTo(admin.certificate());
    assertThat(later.clusterCa()).isEqualTo(first.clusterCa());
    later.admin().certificate().verify(first.clusterCa().getPublicKey());
  }

  @Test
  void namesOnceAskedForStay() throws IOException {
    ClusterPki first = open(START, "10.1.1.1", "host-a");
    X509Certificate both = open(START, "10.2.2.2").apiServer().certificate();

    assertThat(open(START, "10.1.1.1").apiServer().certificate()).isEqualTo(both);
    assertThat(open(START).apiServer().certificate()).isEqualTo(both);
    assertThat(both).isNotEqualTo(first.apiServer().certificate());
  }

  @Test
  void aNodesNameIsNoPath() throws IOException {
    ClusterPki pki = open(START);

    assertThatThrownBy(() -> pki.node("../admin")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aVerifierTellsClientsFromServersStrangersAndThePast() throws Exception {
    ClusterPki pki = open(START);
    ClusterPki stranger =
        ClusterPki.open(folder.resolve("other"), List.of(), InstantSource.fixed(START));
    CertificateVerifier verifier =
        new CertificateVerifier(List.of(pki.clusterCa()), InstantSource.fixed(START));

    verifier.verifyClient(pki.admin().chain());
    verifier.verifyClient(pki.admin().chain());
    for (Identity wrong : List.of(pki.apiServer(), stranger.admin(), pki.frontProxyClient())) {
      assertThatThrownBy(() -> verifier.verifyClient(wrong.chain()))
          .as(wrong.toString())
          .isInstanceOf(GeneralSecurityException.class);
    }
    CertificateVerifier later =
        new CertificateVerifier(
            List.of(pki.clusterCa()), InstantSource.fixed(START.plus(Duration.ofDays(366))));
    assertThatThrownBy(() -> later.verifyClient(pki.admin().chain()))
        .isInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void mendsAKeyThatIsGoneOrNotItsCertificates() throws Exception {
    ClusterPki first = open(START);
    Identity admin = first.admin();
    Files.copy(
        first.scheduler().keyFile(),
        admin.keyFile(),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Files.delete(first.apiServer().keyFile());

    ClusterPki second = open(START);

    assertThat(second.admin().certificate()).isNotEqualTo(admin.certificate());
    second.apiServer().certificate().verify(first.clusterCa().getPublicKey());
  }

  @Test
  void manyOpenAtOnceAgree() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<X509Certificate> opening = () -> open(START).admin().certificate();
      List<Future<X509Certificate>> all =
          threads.invokeAll(java.util.Collections.nCopies(8, opening));
      for (Future<X509Certificate> one : all) {
        assertThat(one.get()).isEqualTo(all.getFirst().get());
      }
    }
  }

  @Test
  void theMainMakesWhatProcessesNeed() throws IOException {
    PkiMain.make(folder.resolve("pki"), List.of("10.0.0.1", "node:n1=10.0.0.1", "node:n2"));

    assertThat(files())
        .containsKeys(
            "ca.crt",
            "apiserver.key",
            "admin.crt",
            "node-n1.crt",
            "kubelet-n2.key",
            "front-proxy-client.crt",
            "sa.pub");
  }

  @Test
  void aKubeconfigNamesServerAndUser() throws IOException {
    ClusterPki pki = open(START);

    assertThat(
            Kubeconfig.of(
                "gantry", "gantry-admin", "https://127.0.0.1:6443", pki.clusterCa(), pki.admin()))
        .contains("\"current-context\":\"gantry\"", "\"server\":\"https://127.0.0.1:6443\"");
  }
}
