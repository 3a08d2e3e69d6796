package io.gantry.resource.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.KindPorts;
import io.gantry.resource.machinery.ResourceDefinition;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** What may become of an object that is there already. */
class ChangeRulesTest {
  private final AnswerPlayer player =
      new AnswerPlayer(BuiltinResources.all(new KindPorts(null, null, null, null, null, null)));

  private List<String> refusals(String kind, String json, String was, OfflineContext context) {
    ObjectNode object = Json.parseObject(json.replace('\'', '"'));
    ObjectNode old = Json.parseObject(was.replace('\'', '"'));
    return player.definition(kind).strategy().validateUpdate(context, object, old).stream()
        .map(FieldError::toString)
        .toList();
  }

  private OfflineContext context(String kind) {
    ResourceDefinition definition = player.definition(kind);
    return new OfflineContext(definition);
  }

  private List<String> completions(String mode, int completions, int parallelism) {
    String job =
        "{'metadata':{'name':'j'},'spec':{'completionMode':'%s','completions':%d,'parallelism':%d}}";
    return refusals(
            "job",
            job.formatted(mode, completions, parallelism),
            job.formatted(mode, 3, 2),
            context("job"))
        .stream()
        .filter(error -> error.contains("spec.completions"))
        .toList();
  }

  @Test
  void anIndexedJobHasAsManyCompletionsAsPodsAtOnceOnceTheyAreChanged() {
    assertThat(completions("Indexed", 3, 1)).isEmpty();
    assertThat(completions("Indexed", 4, 4)).isEmpty();
    assertThat(completions("Indexed", 4, 2))
        .singleElement()
        .asString()
        .contains("can only be modified in tandem with spec.parallelism");
    assertThat(completions("NonIndexed", 4, 4))
        .singleElement()
        .asString()
        .contains("field is immutable");
  }

  @Test
  void anEmptyListOfScalingPoliciesIsNotAnAbsentOne() {
    String autoscaler =
        """
        {'metadata':{'name':'h'},'spec':{'minReplicas':1,'maxReplicas':2,
         'scaleTargetRef':{'kind':'Deployment','name':'d'},
         'behavior':{'scaleDown':{'selectPolicy':'Max',
           'policies':[{'type':'Percent','value':100,'periodSeconds':15}]}}}}
        """;
    OfflineContext context = context("hpa");
    assertThat(refusals("hpa", autoscaler, autoscaler, context)).isEmpty();
    context.emptied.add("spec.behavior.scaleDown.policies");
    assertThat(refusals("hpa", autoscaler, autoscaler, context))
        .singleElement()
        .asString()
        .contains("spec.behavior.scaleDown.policies", "must specify at least one Policy");
  }
}
