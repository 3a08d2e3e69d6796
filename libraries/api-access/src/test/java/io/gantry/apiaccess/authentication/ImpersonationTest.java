package io.gantry.apiaccess.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gantry.apiaccess.Authorizer;
import io.gantry.apiaccess.Authorizer.Decision;
import io.gantry.apiaccess.Authorizer.Verdict;
import io.gantry.apiaccess.UserInfo;
import io.gantry.apimodel.StatusException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ImpersonationTest {
  private static final UserInfo SELF = UserInfo.of("self", List.of());

  private final List<String> asked = new ArrayList<>();
  private final Authorizer allowing =
      (user, request) -> {
        asked.add(
            request.verb()
                + " "
                + request.groupResource()
                + " "
                + request.namespace()
                + "/"
                + request.name()
                + " "
                + request.subresource());
        boolean refused = request.name().equals("forbidden");
        return new Decision(refused ? Verdict.NO_OPINION : Verdict.ALLOW, "");
      };

  private UserInfo apply(Map<String, List<String>> headers) {
    Map<String, List<String>> any = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    any.putAll(headers);
    return new Impersonation(allowing)
        .apply(SELF, any.keySet(), name -> any.getOrDefault(name, List.of()));
  }

  @Test
  void withoutHeadersAUserIsThemselves() {
    assertThat(apply(Map.of("Accept", List.of("*/*")))).isSameAs(SELF);
    assertThat(asked).isEmpty();
  }

  @Test
  void eachThingTakenOnIsAskedFor() {
    UserInfo user =
        apply(
            Map.of(
                "Impersonate-User", List.of("jane"),
                "Impersonate-Group", List.of("dev", "ops"),
                "Impersonate-Uid", List.of("7"),
                "Impersonate-Extra-Scopes", List.of("view", "edit"),
                "impersonate-extra-acme.com%2Fproject", List.of("p")));

    assertThat(user.name()).isEqualTo("jane");
    assertThat(user.uid()).isEqualTo("7");
    assertThat(user.groups()).containsExactly("dev", "ops", "system:authenticated");
    assertThat(user.extra())
        .isEqualTo(Map.of("scopes", List.of("view", "edit"), "acme.com/project", List.of("p")));
    assertThat(asked)
        .containsExactlyInAnyOrder(
            "impersonate users /jane ",
            "impersonate groups /dev ",
            "impersonate groups /ops ",
            "impersonate uids.authentication.k8s.io /7 ",
            "impersonate userextras.authentication.k8s.io /view scopes",
            "impersonate userextras.authentication.k8s.io /edit scopes",
            "impersonate userextras.authentication.k8s.io /p acme.com/project");
  }

  @Test
  void aServiceAccountBringsItsGroups() {
    UserInfo user = apply(Map.of("Impersonate-User", List.of("system:serviceaccount:x:robot")));

    assertThat(user.groups())
        .containsExactly(
            "system:serviceaccounts", "system:serviceaccounts:x", "system:authenticated");
    assertThat(asked).containsExactly("impersonate serviceaccounts x/robot ");
  }

  @Test
  void theAnonymousUserIsNotAuthenticated() {
    assertThat(apply(Map.of("Impersonate-User", List.of("system:anonymous"))).groups())
        .containsExactly("system:unauthenticated");
    assertThat(
            apply(
                    Map.of(
                        "Impersonate-User", List.of("jane"),
                        "Impersonate-Group", List.of("system:unauthenticated")))
                .groups())
        .containsExactly("system:unauthenticated");
  }

  @Test
  void oneMissingPermissionRefusesAll() {
    assertThatThrownBy(
            () ->
                apply(
                    Map.of(
                        "Impersonate-User", List.of("jane"),
                        "Impersonate-Group", List.of("dev", "forbidden"))))
        .isInstanceOfSatisfying(
            StatusException.class,
            e ->
                assertThat(e.status().message())
                    .isEqualTo(
                        "groups \"forbidden\" is forbidden: User \"self\" cannot impersonate"
                            + " resource \"groups\" in API group \"\" at the cluster scope"));
  }
}
