package io.gantry.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** nghttp2's load generator: takes less from the server's processors than a client in Java. */
record H2load(int connections, int streams, List<String> headers, Path body) {
  private static final Pattern RATE = Pattern.compile("finished in [^,]*, ([0-9.]+) req/s");
  private static final Pattern CODES = Pattern.compile("status codes: ([0-9]+) 2xx");

  /**
   * @param millis how long each request took
   */
  record Outcome(double perSecond, double[] millis) {}

  /**
   * @throws IllegalStateException a request was not answered with success
   */
  Outcome run(int requests, String url) throws IOException, InterruptedException {
    Path log = Files.createTempFile("h2load", ".log");
    Files.delete(log);
    List<String> line =
        new ArrayList<>(List.of("h2load", "-t", "1", "-n", "" + requests, "-c", "" + connections));
    // Windows as large as those of Kubernetes' own clients.
    line.addAll(List.of("-m", "" + streams, "-w", "22", "-W", "30", "--log-file=" + log));
    for (String header : headers) {
      line.addAll(List.of("-H", header));
    }
    if (body != null) {
      line.addAll(List.of("-d", body.toString()));
    }
    line.add(url);
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    Matcher rate = RATE.matcher(output);
    Matcher codes = CODES.matcher(output);
    if (!rate.find() || !codes.find() || Integer.parseInt(codes.group(1)) != requests) {
      throw new IllegalStateException(url + " was not served well:\n" + output);
    }
    double[] millis =
        Files.readAllLines(log).stream()
            .mapToDouble(entry -> Double.parseDouble(entry.split("\t")[2]) / 1000)
            .toArray();
    Files.delete(log);
    return new Outcome(Double.parseDouble(rate.group(1)), millis);
  }
}
