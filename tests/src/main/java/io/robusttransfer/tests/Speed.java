package io.robusttransfer.tests;

import com.sun.management.OperatingSystemMXBean;
import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.crds.api.Norm;
import io.robusttransfer.worker.attack.CrossEntropy;
import io.robusttransfer.worker.attack.Objective;
import io.robusttransfer.worker.attack.Pgd;
import io.robusttransfer.worker.model.Net;
import io.robusttransfer.worker.model.Trainable;
import io.robusttransfer.worker.noise.Noise;
import io.robusttransfer.worker.random.Stream;
import io.robusttransfer.worker.tensor.Device;
import io.robusttransfer.worker.tensor.Grad;
import io.robusttransfer.worker.tensor.Safetensors;
import io.robusttransfer.worker.tensor.Scope;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Torch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Java side of tests/peers/bench.py: writes first weights and batches into a folder, then does one step per line of
 * its input and answers with a line: seconds of the clock, seconds of the process's CPU, and the step's loss.
 */
public final class Speed {
    private static final int BATCH = 128;
    private static final int CLASSES = 10;
    private static final int BATCHES = 5;
    private static final Input INPUT = new Input(3, 32, 32);
    private static final Pgd PGD = new Pgd(Norm.LINF, 8 / 255.0, 2 / 255.0, 10, false);

    private final Net net;
    private final Net frozen;
    private final List<Tensor> momenta = new ArrayList<>();
    private final List<Tensor> images = new ArrayList<>();
    private final List<Tensor> labels = new ArrayList<>();

    private Speed(Path folder) throws IOException {
        net = Net.initial(
                Architecture.RESNET20,
                INPUT,
                CLASSES,
                new float[] {0.49f, 0.48f, 0.45f},
                new float[] {0.25f, 0.24f, 0.26f},
                Stream.of("bench f"),
                Stream.of("bench h"));
        frozen = net.frozen();
        net.parameters().values().forEach(parameter -> momenta.add(parameter.mul(0)));
        Map<String, Tensor> batches = new LinkedHashMap<>();
        for (int i = 0; i < BATCHES; i++) {
            Stream stream = Stream.of("bench batch", i);
            float[] pixels = stream.uniform(BATCH * INPUT.height() * INPUT.width() * INPUT.channels());
            long[] classes = new long[BATCH];
            for (int k = 0; k < BATCH; k++) {
                classes[k] = stream.below(CLASSES);
            }
            images.add(Tensor.images(pixels, BATCH, INPUT.height(), INPUT.width(), INPUT.channels()));
            labels.add(Tensor.of(classes, BATCH));
            batches.put("x" + i, images.get(i));
            batches.put("y" + i, labels.get(i));
        }
        Safetensors.write(folder.resolve("weights.safetensors"), net.state(), Map.of());
        Safetensors.write(folder.resolve("batches.safetensors"), batches, Map.of());
    }

    public static void main(String[] arguments) throws IOException {
        Torch.start(Device.CPU);
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        Scope weights = Scope.open();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            Speed speed = new Speed(Path.of(arguments[0]));
            System.out.println("ready " + Torch.description());
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ");
                int batch = Integer.parseInt(words[1]);
                long clock = System.nanoTime();
                long cpu = process.getProcessCpuTime();
                double loss = speed.step(words[0], batch);
                System.out.println((System.nanoTime() - clock) / 1e9 + " " + (process.getProcessCpuTime() - cpu) / 1e9
                        + " " + loss + " " + resident("VmRSS") + " " + resident("VmHWM"));
            }
        } finally {
            weights.close();
        }
    }

    private double step(String kind, int batch) {
        Tensor x = images.get(batch);
        Tensor y = labels.get(batch);
        return Scope.value(() -> switch (kind) {
            case "ce" -> train(x, y);
            case "pgd" -> train(PGD.maximise(net, x, Objective.crossEntropy(y), Noise.of(Stream.of("no start"))), y);
            case "forward" -> CrossEntropy.perImage(frozen.logits(x), y).mean().item();
            default -> throw new IllegalArgumentException("no step is called " + kind);
        });
    }

    /** Cross entropy, momentum 0.9, weight decay 5e-4, learning rate 0.1: what both sides do. */
    private double train(Tensor x, Tensor y) {
        Net live = net.training(Trainable.ALL);
        Grad.Result result =
                Grad.of(() -> CrossEntropy.perImage(live.logits(x), y).mean(), live.leaves());
        int i = 0;
        for (Tensor parameter : live.parameters().values()) {
            try (Tensor decay = parameter.mul(5e-4);
                    Tensor gradient = decay.addInPlace(result.gradients().get(i));
                    Tensor move =
                            momenta.get(i).mulInPlace(0.9).addInPlace(gradient).mul(0.1)) {
                parameter.subInPlace(move);
            }
            i++;
        }
        return result.value().item();
    }

    /** In MiB. */
    private static double resident(String name) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith(name + ":"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                .sum();
    }
}
