package io.gantry.resource.store;

import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.OwnerReference;
import io.gantry.apimodel.ResourceObject;
import java.util.List;
import java.util.Map;

/**
 * An object about to be stored: a {@link ResourceObject} that has no revision yet.
 *
 * @param fields selectable fields
 * @param json the object in its storage version, without {@code metadata.resourceVersion}, which
 *     the store puts in; {@code metadata} must be there
 */
public record Draft(
    ObjectKey key,
    String uid,
    Map<String, String> labels,
    Map<String, String> fields,
    List<OwnerReference> owners,
    boolean deleting,
    byte[] json) {
  /** The object as stored at a revision: the draft with the revision in header and metadata. */
  public ResourceObject at(long revision) {
    return new ResourceObject(
        key,
        uid,
        revision,
        labels,
        fields,
        owners,
        deleting,
        MetadataPlace.of(json).withVersion(json, revision));
  }
}
