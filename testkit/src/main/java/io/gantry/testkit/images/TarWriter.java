package io.gantry.testkit.images;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A tar archive in memory, the same bytes for the same entries: all dates are 1970. */
public final class TarWriter {
  private static final int BLOCK = 512;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  public TarWriter file(String name, byte[] content, int mode) {
    entry(name, '0', "", content, mode);
    return this;
  }

  public TarWriter directory(String name, int mode) {
    entry(name.endsWith("/") ? name : name + "/", '5', "", new byte[0], mode);
    return this;
  }

  public TarWriter link(String name, String target) {
    entry(name, '2', target, new byte[0], 0777);
    return this;
  }

  private void entry(String name, char type, String link, byte[] content, int mode) {
    byte[] header = new byte[BLOCK];
    put(header, 0, name);
    put(header, 100, String.format("%07o", mode));
    put(header, 108, "0000000");
    put(header, 116, "0000000");
    put(header, 124, String.format("%011o", content.length));
    put(header, 136, "00000000000");
    header[156] = (byte) type;
    put(header, 157, link);
    put(header, 257, "ustar");
    put(header, 263, "00");
    put(header, 148, "        ");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, String.format("%06o", sum));
    header[154] = 0;
    out.writeBytes(header);
    out.writeBytes(content);
    out.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  /** The archive with its end mark. */
  public byte[] bytes() {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(out.toByteArray());
    whole.writeBytes(new byte[2 * BLOCK]);
    return whole.toByteArray();
  }
}
