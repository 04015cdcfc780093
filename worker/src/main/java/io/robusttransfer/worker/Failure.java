package io.robusttransfer.worker;

/** What stops a command, told to a person in one line; its kind decides the exit code. */
public abstract sealed class Failure extends RuntimeException {
    private Failure(String message, Throwable cause) {
        super(message, cause);
    }

    public abstract int exitCode();

    /** Configuration or data that no repetition makes right: names the field or file, the value, and what would be right. */
    public static final class WrongInput extends Failure {
        private static final long serialVersionUID = 1;

        public WrongInput(String message) {
            this(message, null);
        }

        public WrongInput(String message, Throwable cause) {
            super(message, cause);
        }

        @Override
        public int exitCode() {
            return 2;
        }
    }

    /** A store, credentials or a machine that may be reachable later. */
    public static final class OutOfReach extends Failure {
        private static final long serialVersionUID = 1;

        public OutOfReach(String message) {
            this(message, null);
        }

        public OutOfReach(String message, Throwable cause) {
            super(message, cause);
        }

        @Override
        public int exitCode() {
            return 4;
        }
    }

    /** Memory that this machine does not have: another attempt may find more. */
    public static final class OutOfMemory extends Failure {
        private static final long serialVersionUID = 1;

        public OutOfMemory(String message, Throwable cause) {
            super(message, cause);
        }

        @Override
        public int exitCode() {
            return 1;
        }
    }

    /** Work that stopped at SIGTERM after saving its state. */
    public static final class Stopped extends Failure {
        private static final long serialVersionUID = 1;

        public Stopped(String message) {
            super(message, null);
        }

        @Override
        public int exitCode() {
            return 143;
        }
    }
}
