package io.gantry.resource.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What may be written to ingresses, their classes and network policies. */
class NetworkingRulesTest {
  private final KindUnderTest ingresses = new KindUnderTest("networking.k8s.io", "ingresses");
  private final KindUnderTest policies = new KindUnderTest("networking.k8s.io", "networkpolicies");

  private static final String BACKEND =
      "'defaultBackend':{'service':{'name':'s','port':{'number':80}}}";

  @TestFactory
  Stream<DynamicTest> backendsThatAreObjects() {
    return Stream.of(
            new String[] {"'kind':'K','name':'n'", ""},
            new String[] {"'kind':'K','name':'n','apiGroup':'g.x'", ""},
            new String[] {"'name':'n'", "kind: Required value: kind is required"},
            new String[] {"'kind':'K'", "name: Required value: name is required"},
            new String[] {
              "'kind':'a/b','name':'n'", "kind: Invalid value: \"a/b\": may not contain '/'"
            },
            new String[] {"'kind':'K','name':'..'", "name: Invalid value: \"..\": may not be '..'"},
            new String[] {"'kind':'K','name':'n','apiGroup':'G'", "apiGroup: Invalid value: \"G\""})
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one[0],
                    () -> {
                      List<String> errors =
                          ingresses.create(
                              "{'spec':{'defaultBackend':{'resource':{" + one[0] + "}}}}");
                      assertThat(errors).hasSize(one[1].isEmpty() ? 0 : 1);
                      if (!one[1].isEmpty()) {
                        assertThat(errors.getFirst())
                            .startsWith("spec.defaultBackend.resource." + one[1]);
                      }
                    }));
  }

  @Test
  void theOldAnnotationAgreesWithTheClassOfANewIngress() {
    String both =
        "{'metadata':{'annotations':{'kubernetes.io/ingress.class':'a'}},'spec':{'ingressClassName':'%s',"
            + BACKEND
            + "}}";
    assertThat(ingresses.create(both.formatted("a"))).isEmpty();
    assertThat(ingresses.create(both.formatted("b")))
        .containsExactly(
            "annotations.kubernetes.io/ingress.class: Invalid value: \"a\": must match"
                + " `ingressClassName` when both are specified");
    assertThat(ingresses.update(both.formatted("a"), both.formatted("b"))).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> addressesInTheStatus() {
    return Stream.of(
            new String[] {"'ip':'10.0.0.1','hostname':'a.b'"},
            new String[] {"'ip':'x'", "ip: Invalid value: \"x\": must be a valid IP address"},
            new String[] {
              "'hostname':'A_'", "hostname: Invalid value: \"A_\": a lowercase RFC 1123"
            },
            new String[] {
              "'hostname':'10.0.0.1'",
              "hostname: Invalid value: \"10.0.0.1\": must be a DNS name, not an IP address"
            })
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one[0],
                    () -> {
                      List<String> errors =
                          ingresses.status(
                              "{'spec':{" + BACKEND + "}}",
                              "{}",
                              "{'loadBalancer':{'ingress':[{" + one[0] + "}]}}");
                      assertThat(errors).hasSize(one.length - 1);
                      for (int i = 0; i < errors.size(); i++) {
                        assertThat(errors.get(i))
                            .startsWith("status.loadBalancer.ingress[0]." + one[i + 1]);
                      }
                    }));
  }

  @TestFactory
  Stream<DynamicTest> exceptionsLieInsideTheirBlock() {
    return Stream.of(
            new String[] {"10.0.0.0/8", "10.1.0.0/16", "yes"},
            new String[] {"010.0.0.0/8", "10.001.0.0/16", "yes"},
            new String[] {"10.0.0.0/8", "10.0.0.0/8", "no"},
            new String[] {"10.0.0.0/8", "11.0.0.0/16", "no"},
            new String[] {"10.0.0.0/8", "fe80::/64", "no"},
            new String[] {"fe80::/10", "fe80:1::/32", "yes"},
            new String[] {"::ffff:10.0.0.0/104", "::ffff:10.1.0.0/112", "yes"},
            new String[] {"0.0.0.0/0", "255.0.0.0/8", "yes"})
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one[1] + " in " + one[0],
                    () -> {
                      List<String> errors =
                          policies.create(
                              "{'spec':{'ingress':[{'from':[{'ipBlock':{'cidr':'"
                                  + one[0]
                                  + "','except':['"
                                  + one[1]
                                  + "']}}]}]}}");
                      assertThat(errors).hasSize(one[2].equals("yes") ? 0 : 1);
                      assertThat(String.join("", errors))
                          .endsWith(
                              one[2].equals("yes") ? "" : "must be a strict subset of `cidr`");
                    }));
  }

  @Test
  void aPolicyIsJudgedTwice() {
    assertThat(policies.update("{'spec':{}}", "{'spec':{'policyTypes':['x']}}")).hasSize(2);
    assertThat(policies.generation("{'spec':{}}", "{'spec':{'policyTypes':['Egress']}}"))
        .isEqualTo(2);
  }
}
