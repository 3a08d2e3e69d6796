package io.gantry.schemagenerator;

import io.gantry.schemagenerator.ModelClasses.ModelClass;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.CodeSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes {@code k8s-schema.json.gz} and, apart because few ever ask, {@code
 * k8s-descriptions.json.gz} into a folder: {@code SchemaGenerator <folder>}.
 */
public final class SchemaGenerator {
  private static final String PROTO = "io/kubernetes/client/proto/";
  private static final String MODELS = "io/kubernetes/client/openapi/models/";
  private static final String OPERATIONS = "io/kubernetes/client/openapi/apis/";

  private SchemaGenerator() {}

  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    Path schema = folder.resolve("k8s-schema.json.gz");
    Path stamp = folder.resolve("inputs.txt");
    String inputs = inputs();
    boolean sameInputs = Files.exists(stamp) && Files.readString(stamp).equals(inputs);
    if (sameInputs && isCurrent(schema)) {
      return;
    }
    ObjectNode definitions = generate();
    ObjectNode descriptions = takeDescriptions(definitions);
    Files.createDirectories(folder);
    write(descriptions, folder.resolve("k8s-descriptions.json.gz"));
    write(definitions, schema);
    Files.writeString(stamp, inputs);
  }

  /** The artifacts with their versions, one a line. */
  private static String inputs() {
    return ArtifactSources.find(PROTO + "Meta.java")
        + "\n"
        + ArtifactSources.find(MODELS + "V1Pod.java")
        + "\n";
  }

  /** Moves the texts out: definition to field to text, the definition's own under "". */
  private static ObjectNode takeDescriptions(ObjectNode definitions) {
    ObjectNode descriptions = JsonMapper.shared().createObjectNode();
    for (Map.Entry<String, JsonNode> definition : definitions.properties()) {
      ObjectNode texts = descriptions.putObject(definition.getKey());
      texts.set("", ((ObjectNode) definition.getValue()).remove("description"));
      for (Map.Entry<String, JsonNode> field : definition.getValue().path("fields").properties()) {
        JsonNode text = ((ObjectNode) field.getValue()).remove("description");
        if (text != null) {
          texts.set(field.getKey(), text);
        }
      }
    }
    return descriptions;
  }

  private static void write(ObjectNode content, Path output) throws IOException {
    Path part = output.resolveSibling(output.getFileName() + ".part");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(part))) {
      out.write(JsonMapper.shared().writeValueAsBytes(content));
    }
    Files.move(part, output, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The definitions by name. */
  static ObjectNode generate() {
    ProtoMessages messages = new ProtoMessages();
    ArtifactSources.folder(PROTO, "Meta.java", name -> !name.matches("V\\d+(alpha|beta).*"))
        .forEach(file -> messages.read(file.text()));
    Map<String, ModelClass> classes = new HashMap<>();
    ArtifactSources.folder(MODELS, "V1Pod.java", name -> !name.matches(".*V\\d+(alpha|beta).*"))
        .forEach(
            file -> {
              ModelClass model = ModelClasses.read(file.name(), file.text());
              classes.put(model.name(), model);
            });
    List<String> operations =
        ArtifactSources.folder(
                OPERATIONS, "CoreV1Api.java", name -> name.matches(".*V\\d+Api.java"))
            .stream()
            .map(ArtifactSources.SourceFile::text)
            .toList();
    GroupVersions groupVersions = GroupVersions.of(operations);
    return new SchemaJoin(messages.messages(), classes, groupVersions.apiVersions()).join();
  }

  /** Whether the output is younger than this generator. */
  private static boolean isCurrent(Path output) throws IOException {
    if (!Files.exists(output)) {
      return false;
    }
    CodeSource source = SchemaGenerator.class.getProtectionDomain().getCodeSource();
    Path own = source == null ? null : Path.of(source.getLocation().getPath());
    if (own == null || !Files.exists(own)) {
      return false;
    }
    try (var files = Files.walk(own)) {
      long written = Files.getLastModifiedTime(output).toMillis();
      for (Path file : (Iterable<Path>) files::iterator) {
        if (Files.isRegularFile(file) && Files.getLastModifiedTime(file).toMillis() >= written) {
          return false;
        }
      }
      return true;
    }
  }
}
