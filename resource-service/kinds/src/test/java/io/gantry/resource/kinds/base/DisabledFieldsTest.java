package io.gantry.resource.kinds.base;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.Json;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class DisabledFieldsTest {
  @Test
  void goFromNewPodsAndTemplates() {
    ObjectNode pod =
        tree(
            "{'spec':{'hostUsers':false,'containers':[{'name':'c','resizePolicy':[{}],"
                + "'resources':{'claims':[{}],'limits':{'cpu':'1'}}}]}}");
    DisabledFields.dropFromPods(pod, null);
    assertThat(pod)
        .isEqualTo(
            tree("{'spec':{'containers':[{'name':'c','resources':{'limits':{'cpu':'1'}}}]}}"));

    ObjectNode deployment =
        tree("{'spec':{'template':{'spec':{'hostUsers':true,'containers':[{'name':'c'}]}}}}");
    DisabledFields.dropFromPods(deployment, null);
    assertThat(Json.has(deployment, "spec", "template", "spec", "hostUsers")).isFalse();
  }

  @Test
  void stayWhereTheyWere() {
    ObjectNode pod = tree("{'spec':{'hostUsers':true,'containers':[{'name':'c'}]}}");
    DisabledFields.dropFromPods(
        pod, tree("{'spec':{'hostUsers':false,'containers':[{'name':'c'}]}}"));
    assertThat(Json.has(pod, "spec", "hostUsers")).isTrue();
  }

  private static ObjectNode tree(String json) {
    return Json.parseObject(json.replace('\'', '"'));
  }
}
