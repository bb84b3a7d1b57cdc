package io.splatlas.ops.cli;

import io.splatlas.ops.server.Release;
import picocli.CommandLine.IVersionProvider;

/** The version of Splatlas and the Java that runs it. */
public final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {
      "splatlas " + Release.version(),
      "Java " + Runtime.version() + ", " + System.getProperty("java.vendor"),
    };
  }
}
