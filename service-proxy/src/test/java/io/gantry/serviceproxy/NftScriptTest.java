package io.gantry.serviceproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.serviceproxy.ProxyPlan.Backends;
import io.gantry.serviceproxy.ProxyPlan.Endpoint;
import io.gantry.serviceproxy.ProxyPlan.Frontend;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NftScriptTest {
  private static ProxyPlan plan() {
    TreeMap<Frontend, Backends> services = new TreeMap<>();
    List<Endpoint> two = List.of(new Endpoint("10.244.0.5", 80), new Endpoint("10.244.0.6", 80));
    services.put(new Frontend("10.96.0.10", "tcp", 80), new Backends(two, 0, false));
    services.put(new Frontend("10.96.0.11", "udp", 53), new Backends(two, 60, false));
    services.put(new Frontend("10.96.0.12", "tcp", 80), new Backends(List.of(), 0, false));
    TreeMap<Frontend, Backends> nodePorts = new TreeMap<>();
    nodePorts.put(new Frontend("", "tcp", 30080), new Backends(two, 0, false));
    nodePorts.put(new Frontend("", "tcp", 30081), new Backends(two.subList(0, 1), 0, true));
    return new ProxyPlan(services, nodePorts);
  }

  @Test
  void aServiceIsMapElementsNotChains() {
    String script = new NftScript("gantry-t", "10.91.0.1", "10.96.0.0/12").render(plan());
    assertThat(script)
        .contains("10.96.0.10 . tcp . 80 : goto svc2", "10.96.0.11 . udp . 53 : goto svc2_aff60")
        .contains("10.96.0.10 . tcp . 80 . 1 : 10.244.0.6 . 80")
        .contains("tcp . 30080 : goto np2, tcp . 30081 : goto npl1")
        .doesNotContain("10.96.0.12 . tcp");
  }

  /** The real nft reads it, in a network namespace of the test's own. */
  @Test
  void nftAcceptsIt() throws IOException, InterruptedException {
    Process nft =
        new ProcessBuilder("unshare", "--net", "nft", "-f", "-").redirectErrorStream(true).start();
    try (OutputStream in = nft.getOutputStream()) {
      in.write(
          new NftScript("gantry-t", "10.91.0.1", "10.96.0.0/12")
              .render(plan())
              .getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(nft.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(nft.waitFor()).as(output).isZero();
  }
}
