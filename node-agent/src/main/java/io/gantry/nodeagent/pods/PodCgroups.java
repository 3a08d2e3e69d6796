package io.gantry.nodeagent.pods;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A control group per pod under one of the cluster's and node's own, for engines that manage groups
 * as folders ({@code cgroupfs}). The engine makes them and never removes them.
 */
public final class PodCgroups implements CgroupParents {
  private static final Logger LOG = LoggerFactory.getLogger(PodCgroups.class);
  private static final Path ROOT = Path.of("/sys/fs/cgroup");

  private final String parent;
  private volatile boolean given = true;

  public PodCgroups(String cluster, String node) {
    this.parent = "/gantry-" + cluster + "/" + node;
  }

  @Override
  public String parent(String podUid) {
    return given ? parent + "/pod" + podUid : "";
  }

  @Override
  public void refused() {
    LOG.info("Docker cannot make control groups below {}: pods get none of their own", parent);
    given = false;
  }

  @Override
  public void remove(String podUid) {
    String below = parent.substring(1) + "/pod" + podUid;
    delete(ROOT.resolve(below));
    try (DirectoryStream<Path> hierarchies = Files.newDirectoryStream(ROOT, Files::isDirectory)) {
      for (Path hierarchy : hierarchies) {
        delete(hierarchy.resolve(below));
      }
    } catch (IOException e) {
      LOG.debug("No control groups to remove", e);
    }
  }

  /** A group with living processes refuses; the next pod's end or a restart tries again. */
  private static void delete(Path group) {
    try {
      Files.deleteIfExists(group);
    } catch (IOException e) {
      LOG.debug("Control group {} stays: {}", group, e.getMessage());
    }
  }
}
