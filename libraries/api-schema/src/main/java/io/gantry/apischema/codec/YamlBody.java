package io.gantry.apischema.codec;

import io.gantry.apimodel.Json;
import io.gantry.apischema.DecodeException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.DecimalNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * YAML to a tree with the reading of plain scalars that Kubernetes' YAML library has: YAML 1.1
 * words for booleans ({@code yes}, {@code on}), octal and hexadecimal numbers, merge keys.
 */
final class YamlBody {
  private static final Set<String> TRUE =
      Set.of("true", "True", "TRUE", "y", "Y", "yes", "Yes", "YES", "on", "On", "ON");
  private static final Set<String> FALSE =
      Set.of("false", "False", "FALSE", "n", "N", "no", "No", "NO", "off", "Off", "OFF");
  private static final Set<String> NULL = Set.of("", "~", "null", "Null", "NULL");
  private static final Pattern DECIMAL = Pattern.compile("[-+]?(0|[1-9][0-9_]*)");
  private static final Pattern OCTAL = Pattern.compile("[-+]?0o?[0-7_]+");
  private static final Pattern HEX = Pattern.compile("[-+]?0x[0-9a-fA-F_]+");
  private static final Pattern BINARY = Pattern.compile("[-+]?0b[01_]+");
  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9][0-9_]*(\\.[0-9_]*)?)([eE][-+]?[0-9]+)?");

  private final List<String> duplicates = new ArrayList<>();

  private YamlBody() {}

  /**
   * Reads the first document; keys set twice become one strict error in the words of the library.
   *
   * @throws DecodeException with the line of the mistake
   */
  static JsonNode read(byte[] yaml, List<String> strictErrors) throws DecodeException {
    LoadSettings settings =
        LoadSettings.builder().setAllowDuplicateKeys(true).setCodePointLimit(64 << 20).build();
    try {
      Iterator<Node> documents =
          new Composer(
              settings, new ShallowParser(settings, new String(yaml, StandardCharsets.UTF_8)));
      if (!documents.hasNext()) {
        return Json.object();
      }
      YamlBody body = new YamlBody();
      JsonNode tree = body.tree(documents.next(), 0);
      if (!body.duplicates.isEmpty()) {
        strictErrors.add("yaml: unmarshal errors:\n  " + String.join("\n  ", body.duplicates));
      }
      return tree;
    } catch (MarkedYamlEngineException e) {
      Optional<Integer> line = e.getProblemMark().map(mark -> mark.getLine() + 1);
      throw new DecodeException(
          "error converting YAML to JSON: yaml: "
              + line.map(number -> "line " + number + ": ").orElse("")
              + e.getProblem());
    } catch (YamlEngineException e) {
      throw new DecodeException("error converting YAML to JSON: yaml: " + e.getMessage());
    }
  }

  private JsonNode tree(Node node, int depth) throws DecodeException {
    // Aliases may nest deeper than the text does.
    if (depth > JsonSyntax.DEEPEST) {
      throw new DecodeException(
          "error converting YAML to JSON: yaml: exceeded max depth of " + JsonSyntax.DEEPEST);
    }
    return switch (node) {
      case MappingNode mapping -> mapping(mapping, depth);
      case SequenceNode sequence -> {
        ArrayNode list = Json.array();
        for (Node item : sequence.getValue()) {
          list.add(tree(item, depth + 1));
        }
        yield list;
      }
      case ScalarNode scalar -> scalar(scalar);
      default -> throw new DecodeException("error converting YAML to JSON: yaml: unknown node");
    };
  }

  private ObjectNode mapping(MappingNode mapping, int depth) throws DecodeException {
    ObjectNode object = Json.object();
    Map<String, JsonNode> merged = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String key = key(tuple.getKeyNode());
      if (key.equals("<<") && isPlain(tuple.getKeyNode())) {
        merge(tuple.getValueNode(), merged, depth);
        continue;
      }
      if (object.replace(key, tree(tuple.getValueNode(), depth + 1)) != null) {
        int line = tuple.getKeyNode().getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
        duplicates.add("line " + line + ": key \"" + key + "\" already set in map");
      }
    }
    merged.forEach(object::putIfAbsent);
    return object;
  }

  private void merge(Node source, Map<String, JsonNode> merged, int depth) throws DecodeException {
    if (source instanceof SequenceNode sequence) {
      for (Node item : sequence.getValue()) {
        merge(item, merged, depth + 1);
      }
    } else if (tree(source, depth + 1) instanceof ObjectNode object) {
      object.properties().forEach(e -> merged.putIfAbsent(e.getKey(), e.getValue()));
    }
  }

  private static boolean isPlain(Node node) {
    return node instanceof ScalarNode scalar && scalar.getScalarStyle() == ScalarStyle.PLAIN;
  }

  /** Keys are text in JSON: {@code 1:} is "1", {@code yes:} is "true". */
  private static String key(Node node) throws DecodeException {
    if (node instanceof ScalarNode scalar) {
      JsonNode key = scalar(scalar);
      return key.isNull() ? "null" : key.asString();
    }
    throw new DecodeException("error converting YAML to JSON: yaml: invalid map key");
  }

  private static JsonNode scalar(ScalarNode node) {
    String text = node.getValue();
    String tag = node.getTag().getValue();
    if (node.getScalarStyle() != ScalarStyle.PLAIN || tag.equals("!") || isExplicitText(node)) {
      return StringNode.valueOf(text);
    }
    if (NULL.contains(text)) {
      return NullNode.instance;
    }
    if (TRUE.contains(text)) {
      return BooleanNode.TRUE;
    }
    if (FALSE.contains(text)) {
      return BooleanNode.FALSE;
    }
    char first = text.charAt(0);
    boolean numeric = first >= '0' && first <= '9' || first == '-' || first == '+' || first == '.';
    return numeric ? number(text) : StringNode.valueOf(text);
  }

  /** {@code !!str 5}: a plain scalar only carries the string tag when nothing else fits. */
  private static boolean isExplicitText(ScalarNode node) {
    return node.getTag().getValue().equals("tag:yaml.org,2002:str")
        && node.getStartMark()
            .map(
                mark ->
                    mark.getPointer() < mark.getBuffer().length
                        && mark.getBuffer()[mark.getPointer()] == '!')
            .orElse(false);
  }

  private static JsonNode number(String text) {
    String plain = text.replace("_", "");
    if (DECIMAL.matcher(text).matches()) {
      return integer(new BigInteger(plain.startsWith("+") ? plain.substring(1) : plain));
    }
    if (HEX.matcher(text).matches()) {
      return integer(new BigInteger(plain.replaceFirst("0x", ""), 16));
    }
    if (BINARY.matcher(text).matches()) {
      return integer(new BigInteger(plain.replaceFirst("0b", ""), 2));
    }
    if (OCTAL.matcher(text).matches()) {
      return integer(new BigInteger(plain.replaceFirst("0o?", ""), 8));
    }
    if (FLOAT.matcher(text).matches()) {
      BigDecimal value = new BigDecimal(plain);
      boolean whole = value.stripTrailingZeros().scale() <= 0 && value.precision() < 19;
      return whole ? integer(value.toBigInteger()) : DecimalNode.valueOf(value);
    }
    return StringNode.valueOf(text);
  }

  private static JsonNode integer(BigInteger value) {
    if (value.bitLength() < 32) {
      return IntNode.valueOf(value.intValue());
    }
    return value.bitLength() < 64
        ? LongNode.valueOf(value.longValue())
        : DecimalNode.valueOf(new BigDecimal(value));
  }
}
