package io.robusttransfer.operator.job;

import io.fabric8.kubernetes.api.model.AppArmorProfile;
import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SELinuxOptions;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.WindowsSecurityContextOptions;
import java.util.Set;

/** Rules for security contexts: nothing that the restricted Pod Security Standard forbids is passed on. */
final class SecurityRules {
    private static final String LEAVE_OUT = "leave it out";
    private static final Set<String> SELINUX_TYPES =
            Set.of("", "container_t", "container_init_t", "container_kvm_t", "container_engine_t");
    private static final Set<String> SYSCTLS = Set.of(
            "kernel.shm_rmid_forced",
            "net.ipv4.ip_local_port_range",
            "net.ipv4.ip_unprivileged_port_start",
            "net.ipv4.tcp_syncookies",
            "net.ipv4.ping_group_range",
            "net.ipv4.ip_local_reserved_ports",
            "net.ipv4.tcp_keepalive_time",
            "net.ipv4.tcp_fin_timeout",
            "net.ipv4.tcp_keepalive_intvl",
            "net.ipv4.tcp_keepalive_probes");

    /** Takes what is refused. */
    @FunctionalInterface
    interface Refuser {
        /** Does nothing unless {@code is}. */
        void refuse(boolean is, String field, Object value, String remedy);
    }

    private final Refuser refuser;

    SecurityRules(Refuser refuser) {
        this.refuser = refuser;
    }

    void pod(String at, PodSecurityContext context) {
        if (context == null) {
            return;
        }
        user(at, context.getRunAsUser(), context.getRunAsNonRoot());
        profiles(at, context.getSeccompProfile(), context.getAppArmorProfile(), context.getSeLinuxOptions());
        windows(at, context.getWindowsOptions());
        context.getSysctls()
                .forEach(sysctl -> refuser.refuse(
                        !SYSCTLS.contains(sysctl.getName()), at + ".sysctls", sysctl.getName(), LEAVE_OUT));
    }

    void container(String at, SecurityContext context) {
        if (context == null) {
            return;
        }
        user(at, context.getRunAsUser(), context.getRunAsNonRoot());
        profiles(at, context.getSeccompProfile(), context.getAppArmorProfile(), context.getSeLinuxOptions());
        windows(at, context.getWindowsOptions());
        refuseTrue(at + ".privileged", context.getPrivileged());
        refuseTrue(at + ".allowPrivilegeEscalation", context.getAllowPrivilegeEscalation());
        refuse(
                at.contains("[" + WorkerPod.CONTAINER + "]")
                        && Boolean.FALSE.equals(context.getReadOnlyRootFilesystem()),
                at + ".readOnlyRootFilesystem",
                false,
                "write to /tmp, or mount a volume");
        Capabilities capabilities = context.getCapabilities();
        refuse(
                capabilities != null && !capabilities.getAdd().isEmpty(),
                at + ".capabilities.add",
                capabilities == null ? null : capabilities.getAdd(),
                LEAVE_OUT);
        refuse(
                context.getProcMount() != null && !context.getProcMount().equals("Default"),
                at + ".procMount",
                context.getProcMount(),
                LEAVE_OUT);
    }

    private void user(String at, Long user, Boolean nonRoot) {
        refuse(user != null && user == 0, at + ".runAsUser", user, "write another user than root");
        refuse(Boolean.FALSE.equals(nonRoot), at + ".runAsNonRoot", false, LEAVE_OUT);
    }

    private void profiles(String at, SeccompProfile seccomp, AppArmorProfile appArmor, SELinuxOptions seLinux) {
        refuse(
                seccomp != null && "Unconfined".equals(seccomp.getType()),
                at + ".seccompProfile.type",
                "Unconfined",
                "write RuntimeDefault");
        refuse(
                appArmor != null && "Unconfined".equals(appArmor.getType()),
                at + ".appArmorProfile.type",
                "Unconfined",
                "write RuntimeDefault");
        if (seLinux != null) {
            String type = seLinux.getType() == null ? "" : seLinux.getType();
            refuse(!SELINUX_TYPES.contains(type), at + ".seLinuxOptions.type", type, "write container_t");
            refuse(isSaid(seLinux.getUser()), at + ".seLinuxOptions.user", seLinux.getUser(), LEAVE_OUT);
            refuse(isSaid(seLinux.getRole()), at + ".seLinuxOptions.role", seLinux.getRole(), LEAVE_OUT);
        }
    }

    private void windows(String at, WindowsSecurityContextOptions options) {
        refuseTrue(at + ".windowsOptions.hostProcess", options == null ? null : options.getHostProcess());
    }

    private static boolean isSaid(String text) {
        return text != null && !text.isEmpty();
    }

    private void refuseTrue(String field, Boolean value) {
        refuse(Boolean.TRUE.equals(value), field, value, LEAVE_OUT);
    }

    private void refuse(boolean is, String field, Object value, String remedy) {
        refuser.refuse(is, field, value, remedy);
    }
}
