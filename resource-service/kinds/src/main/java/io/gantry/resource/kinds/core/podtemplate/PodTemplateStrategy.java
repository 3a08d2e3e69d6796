package io.gantry.resource.kinds.core.podtemplate;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.Notices;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.kinds.core.podspec.TemplateRules;
import io.gantry.resource.kinds.core.podspec.warnings.PodWarnings;
import io.gantry.resource.machinery.WriteContext;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a PodTemplate. */
public final class PodTemplateStrategy extends ObjectStrategy {
  public PodTemplateStrategy() {
    super(false, true, true);
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    TemplateRules.template(out, FieldPath.of("template"), Json.at(object, "template"));
    return out.list();
  }

  @Override
  protected List<String> warnings(ObjectNode object, ObjectNode old) {
    Notices out = new Notices();
    if (isNewsworthy(object, old)) {
      PodWarnings.template(out, FieldPath.of("template"), Json.at(object, "template"));
    }
    return out.list();
  }
}
