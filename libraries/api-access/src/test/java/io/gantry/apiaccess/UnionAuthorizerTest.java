package io.gantry.apiaccess;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apiaccess.Authorizer.Decision;
import io.gantry.apiaccess.Authorizer.Verdict;
import org.junit.jupiter.api.Test;

class UnionAuthorizerTest {
  private static Authorizer saying(Verdict verdict, String reason) {
    return (user, request) -> new Decision(verdict, reason);
  }

  private static Decision ask(Authorizer... authorizers) {
    return new UnionAuthorizer(authorizers)
        .authorize(UserInfo.ANONYMOUS, RequestInfo.ofPath("get", "/x"));
  }

  @Test
  void theFirstOpinionDecides() {
    Authorizer none = saying(Verdict.NO_OPINION, "no idea");
    Authorizer yes = saying(Verdict.ALLOW, "yes");
    Authorizer no = saying(Verdict.DENY, "no");

    assertThat(ask(none, yes, no)).isEqualTo(new Decision(Verdict.ALLOW, "yes"));
    assertThat(ask(none, no, yes)).isEqualTo(new Decision(Verdict.DENY, "no"));
    assertThat(ask(none, saying(Verdict.NO_OPINION, ""), saying(Verdict.NO_OPINION, "nor me")))
        .isEqualTo(new Decision(Verdict.NO_OPINION, "no idea\nnor me"));
    assertThat(ask()).isEqualTo(new Decision(Verdict.NO_OPINION, ""));
  }
}
