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
 * (SIGTERM). Arguments: {@code --directory=D --port=P --controller-port=C}; others, which all
 * processes of a cluster are started with, mean nothing to it.
 */
public final class BrokerMain {
  private BrokerMain() {}

  public static void main(String[] arguments) throws IOException {
    System.setProperty("log4j2.configurationFile", "classpath:broker-log4j2.xml");
    Map<String, String> named =
        Stream.of(arguments)
            .map(argument -> argument.split("=", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
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
