package io.gantry.cluster.endpointslice;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class SlicePlannerTest {
  private static ObjectNode endpoint(int number) {
    ObjectNode endpoint = Json.object();
    endpoint.putArray("addresses").add("10.0." + number / 256 + "." + number % 256);
    return endpoint;
  }

  private static ArrayNode ports(int port) {
    ArrayNode ports = Json.array();
    ports.addObject().put("name", "").put("port", port);
    return ports;
  }

  private static SlicePlanner.Group group(int port, Iterable<Integer> numbers) {
    Map<String, ObjectNode> endpoints = new LinkedHashMap<>();
    for (int number : numbers) {
      ObjectNode endpoint = endpoint(number);
      endpoints.put(SlicePlanner.identity(endpoint), endpoint);
    }
    return new SlicePlanner.Group("IPv4", ports(port), endpoints);
  }

  /** What is there once the plan is carried out. */
  private static Map<String, ObjectNode> after(
      Map<String, ObjectNode> before, SlicePlanner.Plan plan, int round) {
    Map<String, ObjectNode> after = new LinkedHashMap<>(before);
    plan.delete().forEach(after::remove);
    int made = 0;
    for (SlicePlanner.Slice slice : plan.write()) {
      ObjectNode tree = Json.object().put("addressType", slice.addressType());
      tree.set("endpoints", Json.array().addAll(slice.endpoints()));
      tree.set("ports", slice.ports() == null ? Json.array() : slice.ports());
      String name = slice.name().isEmpty() ? "s" + round + "-" + made++ : slice.name();
      after.put(name, Json.parseObject(Json.bytes(tree)));
    }
    return after;
  }

  @Test
  void withoutEndpointsThereIsOneEmptySlice() {
    SlicePlanner.Plan plan = SlicePlanner.plan(List.of(), Map.of(), "IPv4");
    assertThat(plan.write()).hasSize(1);
    assertThat(plan.write().getFirst().endpoints()).isEmpty();
    Map<String, ObjectNode> present = after(Map.of(), plan, 0);
    SlicePlanner.Plan again = SlicePlanner.plan(List.of(), present, "IPv4");
    assertThat(again.write()).isEmpty();
    assertThat(again.delete()).isEmpty();
  }

  @Test
  void theEmptySliceIsFilledNotReplaced() {
    Map<String, ObjectNode> present =
        after(Map.of(), SlicePlanner.plan(List.of(), Map.of(), "IPv4"), 0);
    SlicePlanner.Plan plan = SlicePlanner.plan(List.of(group(80, List.of(1))), present, "IPv4");
    assertThat(plan.delete()).isEmpty();
    assertThat(plan.write()).extracting(SlicePlanner.Slice::name).containsExactly("s0-0");
  }

  /** Whatever the sets, the slices hold exactly them, never too many each, and then rest. */
  @Property(tries = 100)
  void convergesAndHoldsExactlyWhatIsWanted(
      @ForAll @Size(min = 1, max = 5)
          List<@Size(max = 250) Set<@IntRange(max = 600) Integer>> rounds) {
    Map<String, ObjectNode> present = Map.of();
    int round = 0;
    for (Set<Integer> wanted : rounds) {
      Set<Integer> even = new TreeSet<>(wanted);
      even.removeIf(number -> number % 2 == 1);
      Set<Integer> odd = new TreeSet<>(wanted);
      odd.removeAll(even);
      List<SlicePlanner.Group> groups = List.of(group(80, even), group(81, odd));
      present = after(present, SlicePlanner.plan(groups, present, "IPv4"), round++);
      List<String> held = new ArrayList<>();
      for (ObjectNode slice : present.values()) {
        List<JsonNode> endpoints = Json.items(slice, "endpoints");
        assertThat(endpoints).hasSizeLessThanOrEqualTo(SlicePlanner.MOST);
        endpoints.forEach(
            endpoint -> held.add(SlicePlanner.identity(endpoint) + slice.at("/ports/0/port")));
      }
      List<String> asked = new ArrayList<>();
      even.forEach(number -> asked.add(SlicePlanner.identity(endpoint(number)) + 80));
      odd.forEach(number -> asked.add(SlicePlanner.identity(endpoint(number)) + 81));
      assertThat(held).containsExactlyInAnyOrderElementsOf(asked);
      assertThat(present).isNotEmpty();
      SlicePlanner.Plan rest = SlicePlanner.plan(groups, present, "IPv4");
      assertThat(rest.write()).isEmpty();
      assertThat(rest.delete()).isEmpty();
    }
  }
}
