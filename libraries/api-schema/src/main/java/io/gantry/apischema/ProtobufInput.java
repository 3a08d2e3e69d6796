package io.gantry.apischema;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads protobuf's wire format out of a part of an array. */
final class ProtobufInput {
  static final int VARINT = 0;
  static final int FIXED_64 = 1;
  static final int LENGTH = 2;
  static final int FIXED_32 = 5;

  private final byte[] bytes;
  private final int end;
  private int at;

  ProtobufInput(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  boolean hasMore() {
    return at < end;
  }

  boolean isEmpty() {
    return at >= end;
  }

  /** The next tag: field number times eight, plus the wire type. */
  int tag() throws DecodeException {
    long tag = varint();
    if (tag >>> 3 == 0 || tag > Integer.MAX_VALUE) {
      throw new DecodeException("proto: illegal tag " + (tag >>> 3) + " (wire type " + tag + ")");
    }
    return (int) tag;
  }

  long varint() throws DecodeException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at >= end) {
        throw new DecodeException("unexpected EOF");
      }
      byte next = bytes[at++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new DecodeException("proto: integer overflow");
  }

  double fixed64() throws DecodeException {
    need(8);
    long bits = 0;
    for (int i = 7; i >= 0; i--) {
      bits = bits << 8 | bytes[at + i] & 0xff;
    }
    at += 8;
    return Double.longBitsToDouble(bits);
  }

  /** The next length-delimited value, as an input of its own. */
  ProtobufInput part() throws DecodeException {
    int length = length();
    ProtobufInput part = new ProtobufInput(bytes, at, at + length);
    at += length;
    return part;
  }

  byte[] bytes() throws DecodeException {
    int length = length();
    byte[] copy = Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    return copy;
  }

  String text() throws DecodeException {
    int length = length();
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }

  private int length() throws DecodeException {
    long length = varint();
    if (length < 0) {
      throw new DecodeException("proto: negative length found during unmarshaling");
    }
    need(length);
    return (int) length;
  }

  private void need(long length) throws DecodeException {
    if (length > end - at) {
      throw new DecodeException("unexpected EOF");
    }
  }

  void skip(int tag) throws DecodeException {
    switch (tag & 7) {
      case VARINT -> varint();
      case FIXED_64 -> fixed64();
      case LENGTH -> part();
      case FIXED_32 -> {
        need(4);
        at += 4;
      }
      default -> throw new DecodeException("proto: illegal wireType " + (tag & 7));
    }
  }
}
