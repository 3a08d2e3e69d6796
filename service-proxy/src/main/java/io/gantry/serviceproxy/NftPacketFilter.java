package io.gantry.serviceproxy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code nft -f -} and {@code ip route}. */
final class NftPacketFilter implements PacketFilter {
  @Override
  public void apply(String script) throws IOException, InterruptedException {
    run(List.of("nft", "-f", "-"), script);
  }

  /**
   * The host's own connections need a route before the output hook can redirect them; any device
   * that is up will do, because no packet to a cluster IP is ever sent.
   */
  @Override
  public void route(String serviceCidr, String nodeAddress)
      throws IOException, InterruptedException {
    NetworkInterface device = NetworkInterface.getByInetAddress(InetAddress.getByName(nodeAddress));
    if (device == null || device.isLoopback()) {
      return;
    }
    run(
        List.of("ip", "route", "replace", serviceCidr, "dev", device.getName(), "src", nodeAddress),
        "");
  }

  private static void run(List<String> command, String input)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command.getFirst() + ": " + output.strip());
    }
  }
}
