package io.gantry.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gantry.apiaccess.pki.Identity;
import io.gantry.apiaccess.pki.Kubeconfig;
import io.gantry.gateway.route.InProcessRoute;
import io.gantry.gateway.route.ResourceRoute;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway before a real kubectl: Go's TLS, HTTP/2 and WebSocket rather than Java's own. */
class KubectlIT {
  @TempDir Path folder;
  private final FakeResources resources = new FakeResources();
  private GatewayFixture fixture;
  private FakeKubelet kubelet;
  private String kubectl;

  /** Enough of an API for kubectl to find one pod. */
  private static final class OnePod extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Map<String, String> DOCUMENTS =
        Map.of(
            "/api",
            "{'kind':'APIVersions','versions':['v1']}",
            "/apis",
            "{'kind':'APIGroupList','apiVersion':'v1','groups':[]}",
            "/api/v1",
            "{'kind':'APIResourceList','groupVersion':'v1','resources':[{'name':'pods',"
                + "'singularName':'pod','namespaced':true,'kind':'Pod','verbs':['get']}]}",
            "/api/v1/namespaces/default/pods/p",
            "{'kind':'Pod','apiVersion':'v1','metadata':{'name':'p','namespace':'default'},"
                + "'spec':{'containers':[{'name':'c'}]},'status':{'phase':'Running'}}");
    private final transient FakeResources others;

    OnePod(FakeResources others) {
      this.others = others;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      String document = DOCUMENTS.get(request.getRequestURI());
      if (document == null) {
        others.service(request, response);
      } else {
        response.setContentType("application/json");
        response.getOutputStream().print(document.replace('\'', '"'));
      }
    }
  }

  @BeforeEach
  void start() throws IOException {
    kubectl = find();
    assumeTrue(kubectl != null, "no kubectl on this machine");
    fixture =
        new GatewayFixture(
            folder.resolve("pki"),
            new InProcessRoute(
                new OnePod(resources),
                (user, request, method, query) ->
                    Optional.of(
                        new ResourceRoute.NodeTarget(
                            "https",
                            "127.0.0.1",
                            kubelet.port(),
                            (request.subresource().equals("log")
                                    ? "/containerLogs/default/p/c"
                                    : "/exec/default/p/c")
                                + (query == null ? "" : "?" + query)))));
    kubelet = new FakeKubelet(fixture.pki);
    config(fixture.pki.admin());
  }

  @AfterEach
  void stop() throws IOException {
    if (fixture != null) {
      kubelet.close();
      fixture.close();
    }
  }

  private void config(Identity identity) throws IOException {
    Files.writeString(
        folder.resolve("config"),
        Kubeconfig.of(
            "gantry",
            "gantry-user",
            "https://127.0.0.1:" + fixture.gateway.port(),
            fixture.pki.clusterCa(),
            identity));
  }

  /** The real one, by its versioned name where a dispatcher of versions stands before it. */
  private static String find() {
    List<String> folders =
        new ArrayList<>(List.of(System.getenv("PATH").split(File.pathSeparator)));
    folders.add("/usr/lib/google-cloud-sdk/bin");
    return Stream.of("kubectl.1.32", "kubectl")
        .flatMap(name -> folders.stream().map(f -> Path.of(f, name)))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElse(null);
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(kubectl));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("KUBECONFIG", folder.resolve("config").toString());
    builder.environment().put("HOME", folder.toString());
    return builder.start();
  }

  private String run(int code, String... arguments) throws IOException, InterruptedException {
    Process process = start(arguments);
    String output = new String(process.getInputStream().readAllBytes());
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(output).isEqualTo(code);
    return output;
  }

  @Test
  void knowsItsUser() throws Exception {
    assertThat(run(0, "get", "--raw", "/whatever"))
        .contains("name=kubernetes-admin", "protocol HTTP/2.0");
    assertThat(run(0, "--as", "jane", "--as-group", "dev", "get", "--raw", "/whatever"))
        .contains("name=jane", "[dev, system:authenticated]");
    config(fixture.pki.kubeletServing("n1", List.of()));
    assertThat(run(1, "get", "--raw", "/whatever"))
        .contains("error: You must be logged in to the server (Unauthorized)");
  }

  @Test
  void bigListsArriveWholeBesideAWatch() throws Exception {
    Process watch = start("get", "--raw", "/api/v1/pods?watch=true");
    try (BufferedReader lines = watch.inputReader()) {
      Eventually.see(resources::openWatches, open -> open == 1);
      for (int i = 0; i < 10; i++) {
        Process list = start("get", "--raw", "/api/v1/big?mb=50");
        long size = list.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        assertThat(size).isEqualTo(50L << 20);
        assertThat(list.waitFor()).isZero();
      }
      resources.emit("still here");
      assertThat(lines.readLine()).isEqualTo("still here");
    } finally {
      watch.destroy();
    }
  }

  @Test
  void execSpeaksWebSocketThroughTheTunnel() throws Exception {
    String output = run(3, "exec", "p", "--", "true");

    assertThat(output).contains("hello from n1", "command terminated with exit code 3");
    assertThat(kubelet.requests.getFirst())
        .contains("GET /exec/default/p/c?", "Sec-WebSocket-Protocol: v5.channel.k8s.io");
  }

  @Test
  void logsAreFollowed() throws Exception {
    assertThat(run(0, "logs", "p")).isEqualTo("line1\n");
    Process follow = start("logs", "-f", "p");
    try (BufferedReader lines = follow.inputReader()) {
      Eventually.see(kubelet::isFollowed, followed -> followed);
      kubelet.log("one\n");
      assertThat(lines.readLine()).isEqualTo("one");
      int before = kubelet.ended.get();
      follow.destroy();
      Eventually.see(kubelet.ended::get, ended -> ended > before);
    } finally {
      follow.destroyForcibly();
    }
  }
}
