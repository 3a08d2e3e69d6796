package io.gantry.schemagenerator;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The model classes of client-java-api: exact JSON names, Java types, required marks and flattened
 * descriptions.
 */
final class ModelClasses {
  record Property(String name, String javaType, String description) {}

  record ModelClass(
      String name, String description, Map<String, Property> properties, Set<String> required) {}

  private static final Pattern PROPERTY =
      Pattern.compile(
          "SERIALIZED_NAME_\\S+ = \"([^\"]+)\";\\s+@SerializedName\\([^)]*\\)\\s+"
              + "private ([\\w.<>, \\[\\]]+?) ([\\w$]+)(?: = [^;]+)?;");
  private static final Pattern GETTER =
      Pattern.compile(
          "@ApiModelProperty\\((?:required = true, )?value = \"((?:[^\"\\\\]++|\\\\.)*+)\"\\)\\s+"
              + "public [^\\n(]*?get(\\w+|\\$\\w+)\\(\\)\\s*\\{\\s*return ([\\w$]+);");
  private static final Pattern REQUIRED =
      Pattern.compile("openapiRequiredFields\\.add\\(\"([^\"]+)\"\\)");
  private static final Pattern DESCRIPTION =
      Pattern.compile("@ApiModel\\(description = \"((?:[^\"\\\\]++|\\\\.)*+)\"\\)");

  private ModelClasses() {}

  static ModelClass read(String fileName, String java) {
    Map<String, String> descriptions = new LinkedHashMap<>();
    Matcher getter = GETTER.matcher(java);
    while (getter.find()) {
      descriptions.put(getter.group(3), unescaped(getter.group(1)));
    }
    Map<String, Property> properties = new LinkedHashMap<>();
    Matcher property = PROPERTY.matcher(java);
    while (property.find()) {
      String description = descriptions.getOrDefault(property.group(3), "");
      properties.put(
          property.group(1), new Property(property.group(1), property.group(2), description));
    }
    Set<String> required = new HashSet<>();
    Matcher mark = REQUIRED.matcher(java);
    while (mark.find()) {
      required.add(mark.group(1));
    }
    Matcher text = DESCRIPTION.matcher(java);
    return new ModelClass(
        fileName.replace(".java", ""),
        text.find() ? unescaped(text.group(1)) : "",
        properties,
        required);
  }

  private static String unescaped(String literal) {
    return literal.translateEscapes();
  }
}
