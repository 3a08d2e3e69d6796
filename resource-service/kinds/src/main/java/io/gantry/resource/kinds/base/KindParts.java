package io.gantry.resource.kinds.base;

import io.gantry.resource.machinery.KindStrategy;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.machinery.SubresourceHandler;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a kind brings along beside the facts of discovery.
 *
 * @param subresources handlers by name; {@code status} and {@code scale} need none where the
 *     generic ones fit
 * @param converter null where there is one version only
 */
public record KindParts(
    KindStrategy strategy,
    Cells cells,
    Map<String, SubresourceHandler> subresources,
    ResourceDefinition.Converter converter) {
  public static KindParts of(KindStrategy strategy, Cells cells) {
    return new KindParts(strategy, cells, Map.of(), null);
  }

  public KindParts with(String subresource, SubresourceHandler handler) {
    Map<String, SubresourceHandler> all = new TreeMap<>(subresources);
    all.put(subresource, handler);
    return new KindParts(strategy, cells, Map.copyOf(all), converter);
  }

  public KindParts converting(ResourceDefinition.Converter to) {
    return new KindParts(strategy, cells, subresources, to);
  }
}
