package io.gantry.resource.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Cells;
import io.gantry.resource.kinds.base.KindPorts;
import io.gantry.resource.kinds.core.node.NodeConnections;
import io.gantry.resource.kinds.core.pod.PodKind;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** READY, STATUS and RESTARTS in states that a fresh pod never has. */
class PodColumnsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String READY =
      "'conditions':[{'type':'Ready','status':'True'},{'type':'Initialized','status':'True'}],";
  private final Cells cells =
      PodKind.parts(
              new KindPorts(null, null, null, null, null, null),
              new NodeConnections(null),
              any -> null)
          .cells();

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'containerStatuses':[{'ready':true,'state':{'running':{}}}]|1/1|Running|0",
        "'containerStatuses':[{'state':{'waiting':{'reason':'CrashLoopBackOff'}},'restartCount':3,"
            + "'lastState':{'terminated':{'finishedAt':'2026-11-21T11:59:57Z'}}}]"
            + "|0/1|CrashLoopBackOff|3 (3s ago)",
        "'containerStatuses':[{'state':{'terminated':{'reason':'Completed'}}}]|0/1|Completed|0",
        "'containerStatuses':[{'state':{'terminated':{'exitCode':7}}}]|0/1|ExitCode:7|0",
        "'containerStatuses':[{'state':{'terminated':{'signal':9}}}]|0/1|Signal:9|0",
        "'containerStatuses':[{'state':{'waiting':{'reason':'PodInitializing'}}}]"
            + "|0/1|PodInitializing|0",
        "'initContainerStatuses':[{'name':'i','state':{'running':{}}}]|0/1|Init:0/1|0",
        "'initContainerStatuses':[{'name':'i','state':{'waiting':{'reason':'ErrImagePull'}}}]"
            + "|0/1|Init:ErrImagePull|0",
        "'initContainerStatuses':[{'name':'i','restartCount':2,'state':{'terminated':"
            + "{'exitCode':1,'reason':'Error'}}}]|0/1|Init:Error|2",
        "'reason':'Evicted','phase':'Failed'|0/1|Evicted|0",
        "'conditions':[{'type':'PodScheduled','status':'False','reason':'SchedulingGated'}]"
            + "|0/1|SchedulingGated|0",
      })
  void shows(String status, String ready, String reason, String restarts) {
    assertThat(row(status, "")).startsWith("p", ready, reason, restarts);
  }

  @ParameterizedTest(name = "deleted with {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'containerStatuses':[{'ready':true,'state':{'running':{}}}]|Terminating",
        "'reason':'NodeLost','containerStatuses':[]|Unknown",
        "'phase':'Succeeded','containerStatuses':[{'state':{'terminated':{'reason':'Completed'}}}]"
            + "|Completed",
      })
  void showsDeleted(String status, String reason) {
    assertThat(row(status, "'deletionTimestamp':'2026-11-21T11:00:00Z',").get(2)).isEqualTo(reason);
  }

  @ParameterizedTest(name = "two containers, one completed, ready {0}")
  @CsvSource({"True,Running", "False,NotReady"})
  void oneOfTwoEnded(String isReady, String reason) {
    String status =
        "'conditions':[{'type':'Ready','status':'"
            + isReady
            + "'}],'containerStatuses':[{'state':{'terminated':{'reason':'Completed'}}},"
            + "{'ready':true,'state':{'running':{}}}]";
    assertThat(row(status, "").get(2)).isEqualTo(reason);
  }

  private List<Object> row(String status, String metadata) {
    String phase = status.contains("'phase'") ? "" : "'phase':'Running',";
    String conditions = status.contains("'conditions'") || status.contains("initC") ? "" : READY;
    String json =
        "{'metadata':{"
            + metadata
            + "'name':'p'},'spec':{'containers':[{'name':'c'}],'initContainers':[{'name':'i'}]},"
            + "'status':{"
            + phase
            + conditions
            + status
            + "}}";
    return cells.of(Json.parseObject(json.replace('\'', '"')), NOW);
  }
}
