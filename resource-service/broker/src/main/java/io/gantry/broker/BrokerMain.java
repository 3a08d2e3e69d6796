package io.gantry.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/**
 * Formats the directory if that is still to be done, then is the broker until it is told to end
 * (SIGTERM). Arguments: {@code --directory D --port P --controller-port C}.
 */
public final class BrokerMain {
  private BrokerMain() {}

  public static void main(String[] arguments) throws IOException {
    System.setProperty("log4j2.configurationFile", "classpath:broker-log4j2.xml");
    Map<String, String> named =
        Stream.iterate(0, i -> i + 1 < arguments.length, i -> i + 2)
            .collect(Collectors.toMap(i -> arguments[i], i -> arguments[i + 1]));
    BrokerSettings settings =
        new BrokerSettings(
            Path.of(named.get("--directory")).toAbsolutePath(),
            Integer.parseInt(named.get("--port")),
            Integer.parseInt(named.get("--controller-port")));
    Files.createDirectories(settings.directory());
    Files.writeString(settings.file(), settings.text());
    Files.writeString(settings.pidFile(), Long.toString(ProcessHandle.current().pid()));
    String file = settings.file().toString();
    if (!Files.exists(settings.formatted())) {
      StorageTool.execute(
          new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", file}, System.out);
    }
    Kafka.main(new String[] {file});
  }
}
