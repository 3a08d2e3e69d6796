package io.gantry.apischema.openapi;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes protobuf's wire format. */
final class ProtobufOutput {
  private static final int LENGTH = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  byte[] bytes() {
    return out.toByteArray();
  }

  void text(int number, String text) {
    bytes(number, text.getBytes(StandardCharsets.UTF_8));
  }

  void textIfAny(int number, String text) {
    if (!text.isEmpty()) {
      text(number, text);
    }
  }

  void message(int number, ProtobufOutput message) {
    bytes(number, message.bytes());
  }

  void bool(int number, boolean value) {
    varint(number << 3);
    varint(value ? 1 : 0);
  }

  private void bytes(int number, byte[] bytes) {
    varint(number << 3 | LENGTH);
    varint(bytes.length);
    out.writeBytes(bytes);
  }

  private void varint(int value) {
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      out.write(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
