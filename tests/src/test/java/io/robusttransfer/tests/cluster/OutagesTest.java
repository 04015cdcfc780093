package io.robusttransfer.tests.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the cluster is made of goes away for a while in the middle of a run, which then ends as if nothing had been. */
@OnCluster
@OnCluster.Long
class OutagesTest {
    private static final int PARALLEL = 2;
    private static final Manifest STUDY =
            Manifest.lessSlow().ofSources("ceA", "ceA-more").parallel(PARALLEL).retries(0);

    private interface Outage {
        void happen(Chaos chaos, Lab lab);
    }

    @BeforeAll
    static void deploy() {
        Operator.deploy();
    }

    @Test
    void an_api_server_stopped_for_30_seconds() {
        during("api-stopped", (chaos, lab) -> chaos.stopped("kube-apiserver", Duration.ofSeconds(30)));
    }

    @Test
    void an_api_server_frozen_for_30_seconds() {
        during("api-frozen", (chaos, lab) -> chaos.frozen("kube-apiserver", Duration.ofSeconds(30)));
    }

    @Test
    void etcd_stopped_for_20_seconds_and_compacted() {
        during("etcd", (chaos, lab) -> {
            chaos.stopped("etcd", Duration.ofSeconds(20));
            chaos.compactEtcd();
        });
    }

    /** Its processes are frozen: connections hang, and no new one is answered. */
    @Test
    void s3_gone_for_60_seconds() {
        during("s3", (chaos, lab) -> {
            List<HostProcess> server = ResultsBucket.pods(lab.cluster()).stream()
                    .flatMap(pod -> HostProcess.all(pod).stream())
                    .toList();
            assertThat(server).isNotEmpty();
            server.forEach(process -> process.signal("STOP"));
            try {
                Await.during(Duration.ofSeconds(60), () -> {});
            } finally {
                server.forEach(process -> process.signal("CONT"));
            }
        });
    }

    private static void during(String name, Outage outage) {
        Kit kit = Kit.orSkip("parts of the cluster are stopped");
        try (Lab lab = Lab.open(name)) {
            AuditLog log = AuditLog.begin(kit);
            Applied experiment = lab.apply(STUDY)
                    .await("a state is saved", now -> !lab.history().saved().isEmpty());
            outage.happen(new Chaos(kit), lab);
            lab.cluster().awaitReady();
            experiment.awaitComplete();
            assertThat(lab.history().wasted()).isEmpty();
            assertThat(ActiveJobs.most(log, lab)).isBetween(1, PARALLEL);
            assertThat(lab.results().stages()).isEqualTo(LaptopRun.of(STUDY).stages());
        }
    }
}
