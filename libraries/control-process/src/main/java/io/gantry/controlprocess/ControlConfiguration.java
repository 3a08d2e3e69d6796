package io.gantry.controlprocess;

import io.gantry.changefeed.ChangeFeed;
import io.gantry.changefeed.kafka.KafkaFeed;
import io.gantry.controlruntime.LeadingProcess;
import io.gantry.controlruntime.RemoteApi;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What a controller service's wiring is made of, and its life. The service itself brings a {@link
 * ControlService} and its wiring, which is a {@link LeadingProcess.Work}.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ControlProperties.class)
public class ControlConfiguration {
  @Bean
  InstantSource clock() {
    return InstantSource.system();
  }

  @Bean
  RandomGenerator random() {
    return RandomGenerator.of("SecureRandom");
  }

  @Bean(destroyMethod = "close")
  RemoteApi remoteApi(
      ControlProperties properties,
      ControlService service,
      InstantSource clock,
      RandomGenerator random) {
    return new RemoteApi(
        properties.api().server(), properties.api().identity(), service.userAgent(), clock, random);
  }

  @Bean
  ChangeFeed feed(ControlProperties properties, RemoteApi api, RandomGenerator random) {
    return KafkaFeed.orWatch(
        properties.kafka().bootstrapServers(), api.listWatch(), api.feed(), random::nextDouble);
  }

  @Bean
  ControlProcess controllers(
      ControlProperties properties,
      ControlService service,
      RemoteApi api,
      LeadingProcess.Work work,
      InstantSource clock) {
    return new ControlProcess(
        new LeadingProcess(
            service.name(),
            service.lease(),
            work,
            api.clients().own(service.userAgent()),
            properties.leaderElection(),
            clock));
  }
}
