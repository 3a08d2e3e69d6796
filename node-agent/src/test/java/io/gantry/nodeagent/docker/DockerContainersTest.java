package io.gantry.nodeagent.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.AuthConfig;
import com.github.dockerjava.core.command.CreateContainerCmdImpl;
import io.gantry.nodeagent.runtime.ContainerSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DockerContainersTest {
  @Test
  void theEngineKeepsNoNetworkOfASandboxThatTheAgentConnects() {
    CreateContainerCmd create = filled("none", Map.of("net.core.somaxconn", "100"));
    assertThat(create.isNetworkDisabled()).isTrue();
    assertThat(create.getHostConfig().getNetworkMode()).isEqualTo("none");
    assertThat(create.getHostConfig().getSysctls()).containsEntry("net.core.somaxconn", "100");
  }

  @ParameterizedTest
  @ValueSource(strings = {"host", "gantry", "container:0123"})
  void othersAreLeftToIt(String network) {
    CreateContainerCmd create = filled(network, Map.of());
    assertThat(create.isNetworkDisabled()).isNotEqualTo(true);
    assertThat(create.getHostConfig().getSysctls()).isNullOrEmpty();
  }

  private static CreateContainerCmd filled(String network, Map<String, String> sysctls) {
    return DockerContainers.fill(
        new CreateContainerCmdImpl(command -> null, new AuthConfig(), "pause"),
        new ContainerSpec(
            "name",
            "pause",
            Map.of(),
            new ContainerSpec.Program(
                List.of(), List.of(), List.of(), "", List.of(), "", false, false, false),
            new ContainerSpec.Namespaces(network, "shareable", "", "", "", sysctls),
            new ContainerSpec.Limits(0, 0, 2, 0, "", 0),
            new ContainerSpec.Security(false, false, List.of(), List.of(), List.of()),
            List.of(),
            List.of()));
  }
}
