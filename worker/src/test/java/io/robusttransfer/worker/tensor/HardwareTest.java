package io.robusttransfer.worker.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.robusttransfer.worker.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Without a GPU: libraries of C stand in for NVIDIA's. */
class HardwareTest {
    private static final String ONE_GPU = """
            int cudaGetDeviceCount(int *count) { *count = 1; return 0; }
            int cudaRuntimeGetVersion(int *version) { *version = 12080; return 0; }
            int cudaDeviceGetAttribute(int *value, int attribute, int device) { *value = 9; return 0; }
            """;

    @TempDir
    private Path folder;

    /** Run in a process of its own, since it asks once. */
    static final class Found {
        public static void main(String[] arguments) {
            System.out.println(Hardware.find());
        }
    }

    /** The same. */
    static final class Started {
        public static void main(String[] arguments) {
            try {
                Torch.start(Device.parse("the test", arguments[0]));
                System.out.println(Torch.description());
            } catch (Failure e) {
                System.out.println(e.exitCode() + ": " + e.getMessage());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nvidia/cuda_runtime/lib/libcudart.so.12",
                "nvidia/cu13/lib/libcudart.so.13",
                "torch/lib/libcudart-c3a75b33.so.12",
                "torch/lib/libcudart.so"
            })
    void a_gpu_is_counted_wherever_libtorch_has_the_runtime_library(String library) throws Exception {
        Path torch = cudaBuild();
        compile(ONE_GPU, folder.resolve(library));
        assertThat(run(Found.class, Map.of("PYTORCH_LIBRARY_PATH", torch.toString())))
                .isEqualTo("Hardware[cuda=true, gpus=1]");
    }

    @Test
    void a_build_for_cuda_without_a_runtime_library_sees_no_gpu() throws Exception {
        assertThat(run(Found.class, Map.of("PYTORCH_LIBRARY_PATH", cudaBuild().toString())))
                .isEqualTo("Hardware[cuda=true, gpus=0]");
    }

    @Test
    void a_build_for_the_cpu_computes_on_the_cpu_whatever_gpu_there_is() throws Exception {
        compile(ONE_GPU, folder.resolve("libcudart.so"));
        Map<String, String> environment = Map.of("LD_LIBRARY_PATH", folder.toString());
        assertThat(run(Found.class, environment)).isEqualTo("Hardware[cuda=false, gpus=0]");
        assertThat(run(Started.class, environment, "auto")).isEqualTo("libtorch 2.7.1 on cpu");
    }

    @Test
    void without_the_driver_a_build_for_cuda_names_it() throws Exception {
        Path torch = cudaBuild();
        compile("int cuInit(unsigned flags) { return 0; }", folder.resolve("driver/libcuda.so.1"));
        compile(
                "extern int cuInit(unsigned); int nvrtc(void) { return cuInit(0); }",
                torch.resolve("libcaffe2_nvrtc.so"),
                folder.resolve("driver/libcuda.so.1").toString());
        Files.delete(folder.resolve("driver/libcuda.so.1"));
        Map<String, String> environment = Map.of(
                "PYTORCH_LIBRARY_PATH",
                torch.toString(),
                "PYTORCH_VERSION",
                "2.7.1",
                "PYTORCH_FLAVOR",
                "cu128",
                "DJL_CACHE_DIR",
                folder.resolve("cache").toString());
        assertThat(run(Started.class, environment, "auto"))
                .startsWith("4: libtorch is built for CUDA and does not start without NVIDIA's driver")
                .contains("libcuda.so.1: cannot open shared object file")
                .contains("spec.worker.image");
        assertThat(run(Started.class, environment, "cuda"))
                .startsWith("4: cuda is asked for")
                .contains("NVIDIA's driver does not answer, this container was given no device");
    }

    @Test
    void cuda_is_refused_where_it_cannot_be_and_auto_takes_what_is_there() {
        assertThat(new Hardware(true, 0).choose(Device.AUTO)).isEqualTo(Device.CPU);
        assertThat(new Hardware(true, 2).choose(Device.AUTO)).isEqualTo(Device.CUDA);
        assertThat(new Hardware(true, 1).choose(Device.CUDA)).isEqualTo(Device.CUDA);
        assertThat(new Hardware(true, 1).choose(Device.CPU)).isEqualTo(Device.CPU);
        assertThatThrownBy(() -> new Hardware(false, 0).choose(Device.CUDA))
                .isInstanceOf(Failure.WrongInput.class)
                .hasMessageContaining("built for the CPU alone: name an image with CUDA in spec.worker.image");
        assertThatThrownBy(() -> new Hardware(true, 0).choose(Device.CUDA))
                .isInstanceOf(Failure.OutOfReach.class)
                .hasMessageContaining("nvidia-smi");
    }

    @Test
    void a_device_that_does_not_exist_is_named_with_its_field() {
        assertThat(Device.parse("--device", "cuda")).isEqualTo(Device.CUDA);
        assertThatThrownBy(() -> Device.parse("RT_DEVICE", "gpu"))
                .isInstanceOf(Failure.WrongInput.class)
                .hasMessage("RT_DEVICE: 'gpu' is none of auto, cpu, cuda");
    }

    /** What DJL and this program look at of libtorch before they load it. */
    private Path cudaBuild() throws IOException {
        Path torch = Files.createDirectories(folder.resolve("torch/lib"));
        Files.createFile(torch.resolve("libtorch.so"));
        Files.createFile(torch.resolve("libtorch_cuda.so"));
        return torch;
    }

    private void compile(String source, Path library, String... linked) throws Exception {
        assumeThat(Path.of("/usr/bin/gcc")).as("a C compiler").exists();
        Files.createDirectories(library.getParent());
        Path file = Files.writeString(folder.resolve("source.c"), source);
        List<String> command = new ArrayList<>(
                List.of("gcc", "-shared", "-fPIC", "-Wl,-soname," + library.getFileName(), "-o", library.toString()));
        command.add(file.toString());
        command.addAll(List.of(linked));
        output(new ProcessBuilder(command));
    }

    private static String run(Class<?> program, Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return output(builder);
    }

    private static String output(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }
}
