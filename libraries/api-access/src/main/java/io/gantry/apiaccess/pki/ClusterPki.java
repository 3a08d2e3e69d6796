package io.gantry.apiaccess.pki;

import io.gantry.apiaccess.pki.CertificateAuthority.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/**
 * All certificates and keys of a cluster, in a folder laid out as kubeadm does. Opening makes what
 * is missing, expired, or not for the names asked for; the rest stays as it is, so opening again
 * changes nothing. Two authorities: the cluster's signs clients and servers, the front proxy's
 * signs the gateway alone, so that nobody else's certificate can speak for other users.
 */
public final class ClusterPki {
  private static final List<String> SERVER_NAMES =
      List.of(
          "kubernetes",
          "kubernetes.default",
          "kubernetes.default.svc",
          "kubernetes.default.svc.cluster.local",
          "localhost",
          "127.0.0.1",
          "10.96.0.1");

  private final Path folder;
  private final CertificateFolder files;
  private final CertificateAuthority clusterCa;
  private final CertificateAuthority frontProxyCa;
  private final KeyPair serviceAccountKey;
  private final Identity apiServer;

  private ClusterPki(
      Path folder,
      CertificateFolder files,
      CertificateAuthority clusterCa,
      CertificateAuthority frontProxyCa,
      KeyPair serviceAccountKey,
      Identity apiServer) {
    this.folder = folder;
    this.files = files;
    this.clusterCa = clusterCa;
    this.frontProxyCa = frontProxyCa;
    this.serviceAccountKey = serviceAccountKey;
    this.apiServer = apiServer;
  }

  /**
   * @param folder made if it is not there
   * @param serverNames names and addresses the API server is reached under, beside those every
   *     cluster has
   * @throws IOException the folder cannot be read or written; names the file
   */
  public static ClusterPki open(Path folder, List<String> serverNames, InstantSource clock)
      throws IOException {
    CertificateFolder files = new CertificateFolder(folder, clock);
    SequencedSet<String> names = new LinkedHashSet<>(SERVER_NAMES);
    names.addAll(serverNames);
    return guarded(
        files,
        () -> {
          CertificateAuthority cluster = files.authority("ca", "kubernetes");
          return new ClusterPki(
              folder,
              files,
              cluster,
              files.authority("front-proxy-ca", "front-proxy-ca"),
              files.signingKey("sa"),
              files.identity(
                  "apiserver", cluster, Subject.server("kube-apiserver", new ArrayList<>(names))));
        });
  }

  public Path folder() {
    return folder;
  }

  /** Signs clients and servers of the cluster; what pods trust as {@code kube-root-ca.crt}. */
  public X509Certificate clusterCa() {
    return clusterCa.certificate();
  }

  public String clusterCaPem() {
    return PemFile.encode(clusterCa.certificate());
  }

  /** For the controller that signs certificate requests. */
  public CertificateAuthority clusterAuthority() {
    return clusterCa;
  }

  /** Signs the gateway, which alone may say who a user is. */
  public X509Certificate frontProxyCa() {
    return frontProxyCa.certificate();
  }

  public String frontProxyCaPem() {
    return PemFile.encode(frontProxyCa.certificate());
  }

  /** RSA: its private half signs ServiceAccount tokens, its public half verifies them. */
  public KeyPair serviceAccountKey() {
    return serviceAccountKey;
  }

  /** What the gateway serves the API with. */
  public Identity apiServer() {
    return apiServer;
  }

  /** {@code kubernetes-admin} in {@code system:masters}: may do everything. */
  public Identity admin() throws IOException {
    return client("admin", Subject.client("kubernetes-admin", "system:masters"));
  }

  public Identity scheduler() throws IOException {
    return client("scheduler", Subject.client("system:kube-scheduler"));
  }

  public Identity controllerManager() throws IOException {
    return client("controller-manager", Subject.client("system:kube-controller-manager"));
  }

  public Identity kubeProxy() throws IOException {
    return client("kube-proxy", Subject.client("system:kube-proxy"));
  }

  /** A node agent as a client of the API. */
  public Identity node(String nodeName) throws IOException {
    return client(
        "node-" + fileName(nodeName), Subject.client("system:node:" + nodeName, "system:nodes"));
  }

  /** What a node agent serves the kubelet API with. */
  public Identity kubeletServing(String nodeName, List<String> addresses) throws IOException {
    SequencedSet<String> names = new LinkedHashSet<>(List.of(nodeName, "localhost", "127.0.0.1"));
    names.addAll(addresses);
    return server(
        "kubelet-" + fileName(nodeName),
        new Subject(
            "system:node:" + nodeName, List.of("system:nodes"), new ArrayList<>(names), true));
  }

  /** A node's name becomes part of a path: only what names of nodes may be gets there. */
  private static String fileName(String nodeName) {
    if (!nodeName.matches("[a-z0-9]([-a-z0-9.]*[a-z0-9])?")) {
      throw new IllegalArgumentException("not a node's name: " + nodeName);
    }
    return nodeName;
  }

  /** What resource-service serves with where it is a process of its own. */
  public Identity resourceService(List<String> addresses) throws IOException {
    SequencedSet<String> names =
        new LinkedHashSet<>(List.of("resource-service", "localhost", "127.0.0.1"));
    names.addAll(addresses);
    return server("resource-service", Subject.server("resource-service", new ArrayList<>(names)));
  }

  /** The gateway towards node agents. */
  public Identity kubeletClient() throws IOException {
    return client(
        "apiserver-kubelet-client",
        Subject.client("kube-apiserver-kubelet-client", "system:masters"));
  }

  /** The gateway towards resource-service, where its word on the user's name is taken. */
  public Identity frontProxyClient() throws IOException {
    return guarded(
        files,
        () ->
            files.identity(
                "front-proxy-client", frontProxyCa, Subject.client("front-proxy-client")));
  }

  /** Any other client, in a file of the given name. */
  public Identity client(String fileName, Subject subject) throws IOException {
    return guarded(files, () -> files.identity(fileName, clusterCa, subject));
  }

  private Identity server(String fileName, Subject subject) throws IOException {
    return guarded(files, () -> files.identity(fileName, clusterCa, subject));
  }

  private static <T> T guarded(CertificateFolder files, CertificateFolder.Work<T> work)
      throws IOException {
    try {
      return files.locked(work);
    } catch (GeneralSecurityException e) {
      throw new IOException("certificates cannot be made: " + e.getMessage(), e);
    }
  }
}
