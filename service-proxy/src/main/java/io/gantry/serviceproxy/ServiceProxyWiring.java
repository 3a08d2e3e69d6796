package io.gantry.serviceproxy;

import io.gantry.changefeed.ChangeFeed;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service proxy of one node, as plain objects. */
public final class ServiceProxyWiring implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ServiceProxyWiring.class);

  /**
   * @param cluster the cluster's id: several clusters may share a host's packet filter
   * @param serviceCidr all cluster IPs, such as {@code 10.96.0.0/12}
   */
  public record Config(String cluster, String nodeName, String nodeAddress, String serviceCidr) {}

  private final ProxyLoop loop;

  public ServiceProxyWiring(Config config, ChangeFeed feed, MeterRegistry meters) {
    this(config, feed, new NftPacketFilter(), meters);
  }

  ServiceProxyWiring(Config config, ChangeFeed feed, PacketFilter filter, MeterRegistry meters) {
    this.loop =
        new ProxyLoop(
            feed,
            new ProxyPlanner(config.nodeName()),
            new NftScript("gantry-" + config.cluster(), config.nodeAddress(), config.serviceCidr()),
            filter,
            () -> route(filter, config),
            meters);
  }

  private static void route(PacketFilter filter, Config config) {
    try {
      filter.route(config.serviceCidr(), config.nodeAddress());
    } catch (IOException e) {
      log.warn("the host itself cannot reach cluster IPs: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public void start() {
    loop.start();
  }

  @Override
  public void close() {
    loop.close();
  }
}
