package io.gantry.schemagenerator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** Source files inside the sources jars that lie on the class path. */
final class ArtifactSources {
  private ArtifactSources() {}

  record SourceFile(String name, String text) {}

  /** Where a file that is known to be in a sources jar lies: names the artifact's version. */
  static URL find(String file) {
    URL url = ArtifactSources.class.getClassLoader().getResource(file);
    if (url == null) {
      throw new IllegalStateException("no sources jar with " + file + " on the classpath");
    }
    return url;
  }

  /**
   * The files of one folder of the jar that holds {@code probe}, a file known to be there.
   *
   * @throws IllegalStateException when the jar is not on the class path
   */
  static List<SourceFile> folder(String folder, String probe, Predicate<String> wanted) {
    URL url = find(folder + probe);
    try {
      JarURLConnection connection = (JarURLConnection) url.openConnection();
      connection.setUseCaches(false);
      List<SourceFile> files = new ArrayList<>();
      try (JarFile jar = connection.getJarFile()) {
        for (JarEntry entry : jar.stream().toList()) {
          String path = entry.getName();
          if (!path.startsWith(folder) || entry.isDirectory()) {
            continue;
          }
          String name = path.substring(folder.length());
          if (wanted.test(name)) {
            byte[] bytes = jar.getInputStream(entry).readAllBytes();
            files.add(new SourceFile(name, new String(bytes, StandardCharsets.UTF_8)));
          }
        }
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
