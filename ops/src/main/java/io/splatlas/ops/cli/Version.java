package io.splatlas.ops.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version of Splatlas, as the build wrote it into a resource, and the Java that runs it. */
public final class Version implements IVersionProvider {
  private static final String RESOURCE = "version.properties";

  /** The version in the pom, such as {@code 0.1.0}. */
  public static String number() {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + RESOURCE + " is not in the program");
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("the resource " + RESOURCE + " cannot be read", e);
    }
    return properties.getProperty("version", "unknown");
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "splatlas " + number(),
      "Java " + Runtime.version() + ", " + System.getProperty("java.vendor"),
    };
  }
}
