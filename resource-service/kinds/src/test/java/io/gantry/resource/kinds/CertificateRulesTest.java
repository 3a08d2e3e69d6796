package io.gantry.resource.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Who may write what of a request for a certificate. */
class CertificateRulesTest {
  private static final String APPROVED =
      "{'type':'Approved','status':'True','lastUpdateTime':'2026-01-01T00:00:00Z',"
          + "'lastTransitionTime':'2026-01-01T00:00:00Z'}";
  private static final String DENIED = APPROVED.replace("Approved", "Denied");

  private final KindUnderTest requests =
      new KindUnderTest("certificates.k8s.io", "certificatesigningrequests");

  private static String pem(String type) {
    String text = "-----BEGIN " + type + "-----\nAAAA\n-----END " + type + "-----\n";
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String request(String signer) {
    return "{'spec':{'request':'"
        + pem("CERTIFICATE REQUEST")
        + "','signerName':'"
        + signer
        + "','usages':['client auth']}}";
  }

  private ObjectNode request(String conditions, String certificate) {
    ObjectNode request = requests.created(request("a.b/c"));
    ObjectNode status = Json.ensureObject(request, "status");
    status.set("conditions", Json.parse(("[" + conditions + "]").replace('\'', '"')));
    if (!certificate.isEmpty()) {
      status.put("certificate", certificate);
    }
    return request;
  }

  @TestFactory
  Stream<DynamicTest> namesOfSigners() {
    String at = "spec.signerName: Invalid value: ";
    return Stream.of(
            new String[] {"a.b/c.d"},
            new String[] {"", "spec.signerName: Required value"},
            new String[] {"a.b", at + "\"a.b\": must be a fully qualified domain and path"},
            new String[] {"a.b/c/d", at + "\"a.b/c/d\": must be a fully qualified domain and path"},
            new String[] {"a/c", at + "\"a\": should be a domain with at least two segments"},
            new String[] {
              "A.B/c", at + "\"A.B\": validating label \"A\": a lowercase RFC 1123 label"
            },
            new String[] {
              "a.b/C.D", at + "\"C.D\": validating label \"C\": a lowercase RFC 1123 sub"
            },
            new String[] {
              "A/C",
              at + "\"A\": validating label \"A\"",
              at + "\"A\": should be a domain",
              at + "\"C\": validating label \"C\""
            })
        .map(
            row ->
                DynamicTest.dynamicTest(
                    "'" + row[0] + "'",
                    () -> {
                      List<String> errors = requests.create(request(row[0]));
                      assertThat(errors).as(errors.toString()).hasSize(row.length - 1);
                      for (int i = 0; i < errors.size(); i++) {
                        assertThat(errors.get(i)).startsWith(row[i + 1]);
                      }
                    }));
  }

  @Test
  void onlyARequestIsARequest() {
    assertThat(requests.create(request("a.b/c").replace(pem("CERTIFICATE REQUEST"), pem("X"))))
        .containsExactly(
            "spec.request: Invalid value: []byte{}: PEM block type must be CERTIFICATE REQUEST");
  }

  @Test
  void nothingIsToldFromAnEmptyRequest() {
    String sent = request("a.b/c");
    String field = "'request':'" + pem("CERTIFICATE REQUEST") + "',";
    assertThat(requests.create(sent.replace(field, "")))
        .singleElement()
        .asString()
        .contains("[]byte(nil)");
    assertThat(requests.create(sent.replace(field, "'request':'',")))
        .singleElement()
        .asString()
        .contains("[]byte{}");
  }

  /** What each writer may do to decisions. */
  @TestFactory
  Stream<DynamicTest> decisions() {
    String may = "status.conditions: Forbidden: updates may not ";
    return Stream.of(
            new String[] {"approval", "", APPROVED, ""},
            new String[] {"status", "", APPROVED, may + "add a condition of type \"Approved\""},
            new String[] {
              "approval", APPROVED, "", may + "remove a condition of type \"Approved\""
            },
            new String[] {"status", DENIED, "", may + "remove a condition of type \"Denied\""},
            new String[] {
              "approval",
              APPROVED,
              APPROVED + "," + DENIED,
              "status.conditions[1].type: Invalid value: \"Denied\": Approved and Denied conditions"
                  + " are mutually exclusive"
            },
            new String[] {
              "approval",
              "",
              APPROVED.replace("'True'", "'False'"),
              "status.conditions[0].status: Unsupported value: \"False\": supported values: \"True\""
            },
            new String[] {
              "approval",
              "",
              "{'type':'','status':'True'}",
              "status.conditions[0].type: Required value"
            },
            new String[] {
              "approval", "", "{'type':'X'}", "status.conditions[0].status: Required value"
            },
            new String[] {
              "status",
              "",
              "{'type':'X','status':'True'},{'type':'X','status':'False'}",
              "status.conditions[1].type: Duplicate value: \"X\""
            },
            // A signer's copy of a decision is put right, not refused.
            new String[] {"status", APPROVED, APPROVED.replace("2026", "2025"), ""},
            new String[] {"", "", APPROVED, ""})
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row[0] + ": " + row[1] + " -> " + row[2],
                    () ->
                        assertThat(
                                requests.change(row[0], request(row[1], ""), request(row[2], "")))
                            .isEqualTo(row[3].isEmpty() ? List.of() : List.of(row[3]))));
  }

  @Test
  void certificatesAreIssuedOnceByTheSigner() {
    String other = pem("OTHER");
    String at = "status.certificate: ";
    assertThat(requests.change("status", request("", ""), request("", other)))
        .containsExactly(
            at
                + "Invalid value: \"<certificate data>\": only CERTIFICATE PEM blocks are allowed,"
                + " found \"OTHER\"");
    assertThat(requests.change("status", request("", ""), request("", "AAAA")))
        .containsExactly(
            at
                + "Invalid value: \"<certificate data>\": must contain at least one CERTIFICATE PEM"
                + " block");
    assertThat(requests.change("approval", request("", ""), request("", "AAAA")))
        .contains(at + "Forbidden: updates may not set certificate content");
    assertThat(requests.change("status", request("", other), request("", "AAAA")))
        .contains(at + "Forbidden: updates may not modify existing certificate content");
    assertThat(requests.change("status", request("", other), request(APPROVED, other))).hasSize(1);
  }

  @Test
  void conditionsWithoutDatesAreDated() {
    ObjectNode old = request(APPROVED, "");
    ObjectNode sent =
        request("{'type':'Approved','status':'True'},{'type':'Failed','status':'True'}", "");
    List<JsonNode> conditions =
        Json.items(requests.changed("approval", old, sent), "status", "conditions");
    assertThat(Json.text(conditions.get(0), "lastUpdateTime")).startsWith("2026-11-21");
    assertThat(Json.text(conditions.get(0), "lastTransitionTime")).startsWith("2026-01-01");
    assertThat(Json.text(conditions.get(1), "lastTransitionTime")).startsWith("2026-11-21");
    String dated = DENIED.replace("2026-01", "2025-01");
    assertThat(
            Json.text(
                Json.items(
                        requests.changed("approval", old, request(dated, "")),
                        "status",
                        "conditions")
                    .getFirst(),
                "lastUpdateTime"))
        .startsWith("2025-01");
  }
}
