package io.gantry.schemagenerator;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The protobuf messages of Kubernetes with the API comments and their {@code +} markers, read from
 * the Javadoc of client-java-proto's generated classes.
 */
final class ProtoMessages {
  /**
   * @param type {@code string}, {@code int32}, ..., or a message's full name
   * @param mapValue whether the field is a map from strings to {@code type}
   */
  record ProtoField(
      String name,
      int number,
      String type,
      boolean repeated,
      boolean mapValue,
      List<String> comment) {
    /** The values of a marker such as {@code +listMapKey=name}, in order. */
    List<String> markers(String name) {
      List<String> values = new ArrayList<>();
      for (String line : comment) {
        if (line.startsWith("+" + name + "=")) {
          values.add(line.substring(name.length() + 2).strip());
        }
      }
      return values;
    }
  }

  record Message(String name, List<String> comment, Map<String, ProtoField> fields) {}

  private static final Pattern INTERFACE =
      Pattern.compile("( *)public interface \\w+OrBuilder extends");
  private static final Pattern FULL_NAME = Pattern.compile("interface_extends:([\\w.]+)\\)");
  private static final Pattern MESSAGE_DOC = Pattern.compile("Protobuf type \\{@code ([\\w.]+)\\}");
  private static final Pattern FIELD =
      Pattern.compile(
          "<code>(?:(optional|repeated|required) )?(map<string, ([\\w.]+)>|[\\w.]+) (\\w+) = (\\d+)"
              + ".*;</code>");

  private final Map<String, Message> messages = new LinkedHashMap<>();

  Map<String, Message> messages() {
    return messages;
  }

  void read(String java) {
    List<String> doc = null;
    Message at = null;
    String end = null;
    boolean nameNext = false;
    for (String line : (Iterable<String>) java.lines()::iterator) {
      String text = line.strip();
      if (text.equals("/**")) {
        doc = new ArrayList<>();
      } else if (text.equals("*/")) {
        if (doc != null) {
          finish(doc, at);
        }
        doc = null;
      } else if (doc != null) {
        doc.add(text);
      } else if (nameNext) {
        Matcher name = FULL_NAME.matcher(text);
        nameNext = false;
        at = name.find() ? message(name.group(1)) : null;
      } else if (line.contains("OrBuilder extends")) {
        Matcher start = INTERFACE.matcher(line);
        if (start.find()) {
          nameNext = true;
          end = start.group(1) + "}";
        }
      } else if (line.equals(end)) {
        at = null;
        end = null;
      }
    }
  }

  private Message message(String name) {
    return messages.computeIfAbsent(
        name, full -> new Message(full, new ArrayList<>(), new LinkedHashMap<>()));
  }

  private void finish(List<String> doc, Message at) {
    String last = doc.isEmpty() ? "" : doc.getLast();
    Matcher type = MESSAGE_DOC.matcher(last);
    if (type.find()) {
      Message message = message(type.group(1));
      if (message.comment().isEmpty()) {
        message.comment().addAll(comment(doc));
      }
      return;
    }
    if (at == null) {
      return;
    }
    Matcher field = FIELD.matcher(plain(last));
    if (field.find()) {
      boolean map = field.group(3) != null;
      String protoType = map ? field.group(3) : field.group(2);
      if (protoType.startsWith(".")) {
        protoType = protoType.substring(1);
      }
      at.fields()
          .putIfAbsent(
              field.group(4),
              new ProtoField(
                  field.group(4),
                  Integer.parseInt(field.group(5)),
                  protoType,
                  "repeated".equals(field.group(1)),
                  map,
                  comment(doc)));
    }
  }

  private static List<String> comment(List<String> doc) {
    List<String> lines = new ArrayList<>();
    boolean inside = false;
    for (String line : doc) {
      String text = line.startsWith("*") ? line.substring(1) : line;
      if (text.strip().equals("<pre>")) {
        inside = true;
      } else if (text.strip().equals("</pre>")) {
        inside = false;
      } else if (inside) {
        lines.add(plain(text.startsWith(" ") ? text.substring(1) : text));
      }
    }
    return lines;
  }

  /** Undoes what the protobuf compiler escapes in Javadoc. */
  private static String plain(String text) {
    if (text.indexOf('&') < 0) {
      return text;
    }
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#64;", "@")
        .replace("&#42;", "*")
        .replace("&#47;", "/")
        .replace("&#92;", "\\")
        .replace("&amp;", "&");
  }
}
