package io.robusttransfer.tests.cluster;

import io.robusttransfer.tests.cluster.AuditLog.Write;
import java.util.HashSet;
import java.util.Set;

/** How many Jobs were active at once, from what was written to the API. */
final class ActiveJobs {
    private ActiveJobs() {}

    /** The most of this namespace since the log began; a Job that leaves counts until its pods are gone. */
    static int most(AuditLog log, Lab lab) {
        return most(log, lab, Set.of());
    }

    /** @param before names of the Jobs that were active when the log began */
    static int most(AuditLog log, Lab lab, Set<String> before) {
        Set<String> active = new HashSet<>(before);
        Set<String> leaving = new HashSet<>();
        int most = 0;
        for (Write write : log.writes()) {
            if (!write.namespace().equals(lab.namespace()) || !write.took()) {
                continue;
            }
            String name = write.verb().equals("create")
                    ? write.sent().at("/metadata/name").asText()
                    : write.name();
            switch (write.verb() + " " + write.resource()) {
                case "create jobs" -> active.add(name);
                case "delete jobs" -> {
                    if (write.sent().path("propagationPolicy").asText().equals("Foreground")) {
                        leaving.add(name);
                    } else {
                        active.remove(name);
                    }
                }
                case "patch jobs" -> {
                    // the garbage collector takes its finalizer away
                    if (leaving.remove(name)) {
                        active.remove(name);
                    }
                }
                case "update jobs/status", "patch jobs/status" -> {
                    if (write.ends()) {
                        active.remove(name);
                    }
                }
                default -> {}
            }
            most = Math.max(most, active.size());
        }
        return most;
    }
}
