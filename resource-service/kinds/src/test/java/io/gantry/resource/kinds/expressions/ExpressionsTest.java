package io.gantry.resource.kinds.expressions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.common.types.SimpleType;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExpressionsTest {
  @Test
  void aFittingExpressionIsFine() {
    assertThat(wrong("object.metadata.name.startsWith('a') && request.dryRun")).isEmpty();
  }

  @Test
  void namesThatNobodyKnowsAreNamed() {
    assertThat(wrong("nobody == 1"))
        .hasValueSatisfying(
            text ->
                assertThat(text)
                    .startsWith(
                        "compilation failed: ERROR: <input>:1:1: undeclared reference to 'nobody'"
                            + " (in container '')"));
  }

  @Test
  void syntaxErrorsReadLikeThoseOfKubernetes() {
    assertThat(wrong("a b").orElseThrow()).contains(": Syntax error: ").contains("expecting <EOF>");
  }

  @Test
  void whatEvaluatesToSomethingElseIsRefused() {
    assertThat(wrong("request.name")).hasValue("must evaluate to bool");
  }

  @Test
  void functionsThatOnlyKubernetesHasAreTakenAsTheyAre() {
    assertThat(wrong("quantity(object.spec.size).isGreaterThan(quantity('1Gi'))")).isEmpty();
    assertThat(wrong("authorizer.group('').resource('pods').check('get').allowed()")).isEmpty();
  }

  @Test
  void optionalFieldsParse() {
    assertThat(wrong("object.?spec.?replicas.orValue(0) > 1")).isEmpty();
  }

  private static Optional<String> wrong(String expression) {
    return Expressions.whatIsWrong(
        expression, Scope.ofAdmission(false), Set.of(SimpleType.BOOL), "must evaluate to bool");
  }
}
