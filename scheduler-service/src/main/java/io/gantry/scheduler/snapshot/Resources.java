package io.gantry.scheduler.snapshot;

import io.gantry.apimodel.PodResources;
import io.gantry.apimodel.Quantity;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongBinaryOperator;
import tools.jackson.databind.JsonNode;

/**
 * Amounts that are counted against a node.
 *
 * @param milliCpu thousandths of a CPU
 * @param memory bytes
 * @param ephemeralStorage bytes
 * @param extended whole units by resource name: huge pages, devices; never zero-valued entries
 */
public record Resources(
    long milliCpu, long memory, long ephemeralStorage, Map<String, Long> extended) {
  public static final Resources NONE = new Resources(0, 0, 0, Map.of());

  /** Reads a resource list such as {@code status.allocatable}. */
  public static Resources of(JsonNode list) {
    return of(PodResources.amounts(list));
  }

  /** "pods" is counted elsewhere. */
  static Resources of(Map<String, Quantity> amounts) {
    long cpu = 0;
    long memory = 0;
    long storage = 0;
    Map<String, Long> extended = new TreeMap<>();
    for (Map.Entry<String, Quantity> entry : amounts.entrySet()) {
      Quantity amount = entry.getValue();
      switch (entry.getKey()) {
        case "cpu" -> cpu = amount.millis();
        case "memory" -> memory = amount.units();
        case "ephemeral-storage" -> storage = amount.units();
        case "pods" -> {}
        default -> {
          if (amount.signum() != 0) {
            extended.put(entry.getKey(), amount.units());
          }
        }
      }
    }
    return new Resources(cpu, memory, storage, extended.isEmpty() ? Map.of() : extended);
  }

  static long pods(JsonNode allocatable) {
    return PodResources.amounts(allocatable).getOrDefault("pods", Quantity.ZERO).units();
  }

  public Resources plus(Resources other) {
    return combine(other, Long::sum);
  }

  public Resources minus(Resources other) {
    return combine(other, (a, b) -> a - b);
  }

  public Resources max(Resources other) {
    return combine(other, Math::max);
  }

  public long extended(String name) {
    return extended.getOrDefault(name, 0L);
  }

  public boolean isNone() {
    return milliCpu == 0 && memory == 0 && ephemeralStorage == 0 && extended.isEmpty();
  }

  private Resources combine(Resources other, LongBinaryOperator with) {
    Map<String, Long> all = extended;
    if (!other.extended.isEmpty()) {
      all = new TreeMap<>(extended);
      for (Map.Entry<String, Long> entry : other.extended.entrySet()) {
        long value = with.applyAsLong(extended(entry.getKey()), entry.getValue());
        if (value == 0) {
          all.remove(entry.getKey());
        } else {
          all.put(entry.getKey(), value);
        }
      }
    }
    return new Resources(
        with.applyAsLong(milliCpu, other.milliCpu),
        with.applyAsLong(memory, other.memory),
        with.applyAsLong(ephemeralStorage, other.ephemeralStorage),
        all);
  }
}
