package io.gantry.resource.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Profiles that are given by annotation, by field, or by both. */
class ProfileAnnotationTest {
  private final KindUnderTest pods = new KindUnderTest("", "pods");
  private final KindUnderTest templates = new KindUnderTest("", "podtemplates");

  private static String pod(String annotation, String podContext, String containerContext) {
    return "{'metadata':{'annotations':{"
        + annotation
        + "}},'spec':{'securityContext':{"
        + podContext
        + "},'containers':[{'name':'c','image':'i','securityContext':{"
        + containerContext
        + "}}]}}";
  }

  private static List<String> row(
      String annotation, String pod, String container, String... found) {
    return Stream.concat(Stream.of(pod(annotation, pod, container)), Stream.of(found)).toList();
  }

  @TestFactory
  Stream<DynamicTest> annotationsAndFieldsAgree() {
    String pod = "'seccomp.security.alpha.kubernetes.io/pod':";
    String container = "'container.seccomp.security.alpha.kubernetes.io/c':";
    String armor = "'container.apparmor.security.beta.kubernetes.io/c':";
    String off = "Profile':{'type':'Unconfined'}";
    String file = "Profile':{'type':'Localhost','localhostProfile':'f'}";
    String seccomp = "securityContext.seccompProfile.";
    String match = " in annotation and field must match";
    return Stream.of(
            row(pod + "'unconfined'", "'seccomp" + off, ""),
            row(pod + "'docker/default'", "'seccompProfile':{'type':'RuntimeDefault'}", ""),
            row(
                pod + "'runtime/default'",
                "'seccomp" + off,
                "",
                "spec." + seccomp + "type: Forbidden: seccomp type" + match),
            row(pod + "'localhost/f'", "'seccomp" + file, ""),
            row(
                pod + "'localhost/g'",
                "'seccomp" + file,
                "",
                "spec." + seccomp + "localhostProfile: Forbidden: seccomp profile" + match),
            row(
                pod + "'x'",
                "",
                "",
                "metadata.annotations.seccomp.security.alpha.kubernetes.io/pod: Invalid value:"
                    + " \"x\": must be a valid seccomp profile"),
            row(container + "'unconfined'", "", "'seccomp" + off),
            row(
                container + "'localhost/f'",
                "",
                "'seccomp" + off,
                "spec.containers[0]." + seccomp + "type: Forbidden: seccomp type" + match),
            // The pod's profile is that of containers without one.
            row(armor + "'unconfined'", "'appArmor" + off, ""),
            row(
                armor + "'runtime/default'",
                "'appArmor" + off,
                "",
                "spec.containers[0].securityContext.appArmorProfile.type: Forbidden: apparmor type"
                    + match),
            row(armor + "'localhost/f'", "'appArmor" + off, "'appArmor" + file))
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.getFirst(),
                    () ->
                        assertThat(pods.create(row.getFirst()))
                            .containsExactlyElementsOf(row.subList(1, row.size()))));
  }

  @Test
  void templatesAreJudgedAlike() {
    String pod =
        pod(
            "'seccomp.security.alpha.kubernetes.io/pod':'unconfined'",
            "'seccompProfile':{'type':'RuntimeDefault'}",
            "");
    assertThat(templates.create("{'template':" + pod + "}"))
        .containsExactly(
            "template.spec.securityContext.seccompProfile.type: Forbidden: seccomp type in"
                + " annotation and field must match");
  }
}
