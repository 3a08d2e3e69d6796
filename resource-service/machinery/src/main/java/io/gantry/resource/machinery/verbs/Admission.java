package io.gantry.resource.machinery.verbs;

import io.gantry.resource.machinery.AdmissionPlugin;
import io.gantry.resource.machinery.AdmissionPlugin.Attributes;
import java.util.List;

/** The chain of admission plugins: all that change, in order; later all that only judge. */
public record Admission(List<AdmissionPlugin> plugins) {
  public static final Admission NONE = new Admission(List.of());

  void admit(Attributes attributes) {
    for (AdmissionPlugin plugin : plugins) {
      plugin.admit(attributes);
    }
  }

  void validate(Attributes attributes) {
    for (AdmissionPlugin plugin : plugins) {
      plugin.validate(attributes);
    }
  }
}
