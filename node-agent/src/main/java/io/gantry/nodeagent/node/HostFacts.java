package io.gantry.nodeagent.node;

import io.gantry.nodeagent.containers.NodeFacts;
import io.gantry.nodeagent.containers.ResolvConf;
import io.gantry.nodeagent.pod.NodeView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/** What workers must know, from the machine's own files. */
public final class HostFacts implements NodeFacts {
  private static final Path OOM_SCORE = Path.of("/proc/self/oom_score_adj");

  private final Supplier<NodeView> node;
  private final String clusterDns;
  private final String clusterDomain;
  private final boolean negativeOomScores;

  public HostFacts(
      Supplier<NodeView> node, String clusterDns, String clusterDomain, boolean negativeOomScores) {
    this.node = node;
    this.clusterDns = clusterDns;
    this.clusterDomain = clusterDomain;
    this.negativeOomScores = negativeOomScores;
  }

  /**
   * Tries whether a score may be lowered, which takes CAP_SYS_RESOURCE: an engine that may not
   * cannot start a container with a negative score.
   */
  public static boolean mayLowerOomScore() {
    try {
      String before = Files.readString(OOM_SCORE).strip();
      Files.writeString(OOM_SCORE, "-999");
      Files.writeString(OOM_SCORE, before);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public NodeView node() {
    return node.get();
  }

  @Override
  public String clusterDns() {
    return clusterDns;
  }

  @Override
  public String clusterDomain() {
    return clusterDomain;
  }

  @Override
  public ResolvConf resolvConf() {
    return ResolvConf.parse(text("/etc/resolv.conf"));
  }

  @Override
  public String hostsFile() {
    return text("/etc/hosts");
  }

  @Override
  public boolean negativeOomScores() {
    return negativeOomScores;
  }

  private static String text(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      return "";
    }
  }
}
