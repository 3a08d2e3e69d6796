package io.gantry.apiaccess.pki;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a cluster's certificates before its processes start: {@code PkiMain <folder> [<address or
 * name>...] [node:<name>=<address>]...}. Plain words are further names of the API server.
 */
public final class PkiMain {
  private PkiMain() {}

  public static void main(String[] arguments) {
    if (arguments.length == 0) {
      System.err.println("usage: PkiMain <folder> [<name>...] [node:<name>[=<address>]]...");
      System.exit(2);
    }
    try {
      make(Path.of(arguments[0]), List.of(arguments).subList(1, arguments.length));
    } catch (IOException e) {
      System.err.println("certificates in " + arguments[0] + " cannot be made: " + e.getMessage());
      System.exit(1);
    }
  }

  static void make(Path folder, List<String> words) throws IOException {
    List<String> serverNames = new ArrayList<>();
    List<String> nodes = new ArrayList<>();
    for (String word : words) {
      if (word.startsWith("node:")) {
        nodes.add(word.substring("node:".length()));
      } else {
        serverNames.add(word);
      }
    }
    ClusterPki pki = ClusterPki.open(folder, serverNames, InstantSource.system());
    pki.admin();
    pki.scheduler();
    pki.controllerManager();
    pki.kubeProxy();
    pki.kubeletClient();
    pki.frontProxyClient();
    pki.resourceService(List.of());
    for (String node : nodes) {
      String[] nameAndAddress = node.split("=", 2);
      pki.node(nameAndAddress[0]);
      pki.kubeletServing(
          nameAndAddress[0],
          nameAndAddress.length == 2 ? List.of(nameAndAddress[1].split(",")) : List.of());
    }
  }
}
