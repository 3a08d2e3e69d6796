package io.gantry.apischema.codec;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** YAML's events as long as they are not nested too deep: what is built of them recurses. */
final class ShallowParser implements Parser {
  private final Parser parser;
  private int depth;

  ShallowParser(LoadSettings settings, String text) {
    this.parser = new ParserImpl(settings, new StreamReader(settings, text));
  }

  @Override
  public boolean checkEvent(Event.ID id) {
    return parser.checkEvent(id);
  }

  @Override
  public Event peekEvent() {
    return parser.peekEvent();
  }

  @Override
  public Event next() {
    Event event = parser.next();
    switch (event.getEventId()) {
      case MappingStart, SequenceStart -> depth++;
      case MappingEnd, SequenceEnd -> depth--;
      default -> {}
    }
    if (depth > JsonSyntax.DEEPEST) {
      throw new YamlEngineException("exceeded max depth of " + JsonSyntax.DEEPEST);
    }
    return event;
  }

  @Override
  public boolean hasNext() {
    return parser.hasNext();
  }
}
