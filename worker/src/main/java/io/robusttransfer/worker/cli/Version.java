package io.robusttransfer.worker.cli;

import picocli.CommandLine.IVersionProvider;

/** The version that the command line prints. */
final class Version implements IVersionProvider {
    /** Of this build; {@code development} where classes are not in a jar. */
    static String current() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"Robust Transfer worker " + current()};
    }
}
