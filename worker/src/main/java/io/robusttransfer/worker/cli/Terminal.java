package io.robusttransfer.worker.cli;

import java.io.Console;

/** Tells whether the output is a terminal. */
final class Terminal {
    private static final int CONSOLE_WITHOUT_TERMINAL = 22;

    private Terminal() {}

    /** From Java 22 on there is a console where there is no terminal; it says so by a method that Java 17 has not. */
    static boolean isThere() {
        Console console = System.console();
        if (console == null || Runtime.version().feature() < CONSOLE_WITHOUT_TERMINAL) {
            return console != null;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
