package dev.bantam.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that the jar's manifest states, and the Java that runs it. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "bantam " + (version == null ? "(not packaged)" : version), "Java " + Runtime.version()
    };
  }
}
