package io.gantry.apiaccess.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gantry.apiaccess.UserInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrontProxyHeadersTest {
  @Property
  void aUserReadsBackAsWritten(@ForAll("users") UserInfo user) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    FrontProxyHeaders.write(
        user, (name, value) -> headers.computeIfAbsent(name, n -> new ArrayList<>()).add(value));

    assertThat(headers.keySet()).allMatch(FrontProxyHeaders::isIdentity);
    assertThat(
            FrontProxyHeaders.read(headers.keySet(), name -> headers.getOrDefault(name, List.of())))
        .isEqualTo(user);
  }

  @Provide
  Arbitrary<UserInfo> users() {
    Arbitrary<String> names =
        Arbitraries.strings().withCharRange('!', '~').ofMinLength(1).ofMaxLength(20);
    Arbitrary<String> keys =
        Arbitraries.strings().withChars("abc/.-_%+ 中").ofMinLength(1).ofMaxLength(10);
    return Combinators.combine(
            names,
            names,
            names.list().ofMaxSize(4),
            Arbitraries.maps(keys, names.list().ofMinSize(1).ofMaxSize(3)).ofMaxSize(3))
        .as((name, uid, groups, extra) -> new UserInfo(name, uid, groups, new TreeMap<>(extra)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"中", "a\nb", "a\r\nX-Remote-User: admin", " a", "\u0000"})
  void aNameThatNoHeaderCarriesIsRefused(String name) {
    assertThatThrownBy(() -> FrontProxyHeaders.write(UserInfo.of(name, List.of()), (n, v) -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noHeaderNoUser() {
    assertThat(FrontProxyHeaders.read(List.of(), name -> List.of())).isNull();
  }
}
