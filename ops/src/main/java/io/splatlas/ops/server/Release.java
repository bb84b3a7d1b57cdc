package io.splatlas.ops.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which release of Splatlas this is, as the build wrote it into a resource. */
public final class Release {
  private static final String RESOURCE = "version.properties";

  /** The version in the pom, such as {@code 0.1.0}. */
  public static String version() {
    Properties properties = new Properties();
    try (InputStream in = Release.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + RESOURCE + " is not in the program");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("the resource " + RESOURCE + " cannot be read", e);
    }
    return properties.getProperty("version", "unknown");
  }

  private Release() {}
}
