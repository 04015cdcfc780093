package io.robusttransfer.worker.model;

import io.robusttransfer.crds.api.Architecture;
import io.robusttransfer.crds.api.Input;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.tensor.Safetensors.Numbers;
import io.robusttransfer.worker.tensor.Tensor;
import io.robusttransfer.worker.tensor.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Says under which names a state_dict from elsewhere has the tensors of an architecture.
 *
 * @param prefix of the network's names in the file
 * @param names of the file's tensors, by ours; without those of a head that does not fit
 * @param headless why there is no head for the source's classes; null where there is one
 * @param normaliser the one inside, where there is one
 * @param remarks what a person should know of how the file was taken
 */
public record StateDict(
        String prefix,
        Map<String, String> names,
        String headless,
        Optional<Normaliser> normaliser,
        List<String> remarks) {
    /** Of DataParallel, of a wrapper, of both; of Sequential(normaliser, network); of torch.compile. */
    private static final List<String> PREFIXES =
            List.of("", "module.", "model.", "module.model.", "1.", "module.1.", "_orig_mod.", "module._orig_mod.");

    /** MadryLab's robustness keeps the network a second time for its attacker. */
    private static final String COPY = "module.attacker.";

    private static final String MEAN = "normalize.mean";
    private static final String STD = "normalize.std";
    private static final String COUNT = ".num_batches_tracked";
    private static final List<String> MEANS = List.of("mean", "new_mean", "mu");
    private static final List<String> STDS = List.of("std", "new_std", "sigma");
    private static final int SOME = 5;

    /** Figures are written with four digits. */
    private static final double SAME = 1e-3;

    /** The names of a normaliser's figures in the file, one figure for each channel. */
    public record Normaliser(String mean, String std) {}

    /**
     * Finds the tensors.
     *
     * @param file shapes by the file's names
     * @param classes of the source; a head of another number is left aside
     * @throws Failure.WrongInput naming what is missing, of another shape or not known
     */
    public static StateDict of(Map<String, long[]> file, Architecture architecture, Input input, int classes) {
        Map<String, long[]> wanted = Net.shapes(architecture, input, classes);
        wanted.remove(MEAN);
        wanted.remove(STD);
        String prefix = prefix(file, wanted.keySet().iterator().next());
        List<String> remarks = new ArrayList<>();
        if (!prefix.isEmpty()) {
            remarks.add("names begin with " + prefix + ", which is left out");
        }
        String headless = headless(file, prefix, classes);
        boolean head = headless == null;
        List<String> heads = ofHead(file, prefix);
        if (!head && !heads.isEmpty()) {
            remarks.add(headless + ": " + some(heads) + " is left out");
        }
        Map<String, String> names = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        wanted.forEach((name, shape) -> {
            if (!head && Net.isOfHead(name)) {
                return;
            }
            long[] found = file.get(prefix + name);
            if (found != null) {
                requireShape(prefix + name, found, shape, architecture);
                names.put(name, prefix + name);
            } else if (!name.endsWith(COUNT)) {
                missing.add(prefix + name);
            }
        });
        if (!missing.isEmpty()) {
            throw new Failure.WrongInput("it has no tensor " + some(missing) + ", which " + architecture.spelling()
                    + " has: is it of another architecture?");
        }
        Set<String> rest = new LinkedHashSet<>(file.keySet());
        rest.removeAll(names.values());
        rest.removeAll(head ? List.of() : heads);
        rest.removeIf(name -> name.startsWith(COPY));
        Optional<Normaliser> normaliser = normaliser(rest, file, input.channels(), remarks);
        normaliser.ifPresent(found -> rest.removeAll(List.of(found.mean(), found.std())));
        if (!rest.isEmpty()) {
            throw new Failure.WrongInput("it has " + some(List.copyOf(rest)) + ", which " + architecture.spelling()
                    + " has not: leave it out of the file, unless it is of another architecture");
        }
        return new StateDict(prefix, names, headless, normaliser, remarks);
    }

    /** Of a file that is taken: what a network in 64 bits takes that is kept twice, and as much again for what is said beside it. */
    public static long mostBytes(Architecture architecture, Input input, int classes) {
        long numbers = Net.shapes(architecture, input, classes).values().stream()
                .mapToLong(shape -> Arrays.stream(shape).reduce(1, (a, b) -> a * b))
                .sum();
        return 4 * Double.BYTES * numbers + (1 << 20);
    }

    /** Whether there is a head for the source's classes. */
    public boolean hasHead() {
        return headless == null;
    }

    /**
     * Looks at the values without computing anything.
     *
     * @param file the file's numbers
     * @param mean stated figures, or null where the normaliser inside has them
     * @throws Failure.WrongInput naming the tensor whose type or values no trained network has
     */
    public void requireUsable(Map<String, Numbers> file, float[] mean, float[] std) {
        normaliser.ifPresent(inside -> {
            requirePixels(inside.mean(), floats(file.get(inside.mean())), mean, "mean");
            requirePixels(inside.std(), floats(file.get(inside.std())), std, "std");
        });
        names.forEach((name, given) -> {
            Numbers found = file.get(given);
            requireType(name, given, found.type());
            if (name.endsWith(COUNT)) {
                return;
            }
            if (Arrays.stream(found.values()).anyMatch(value -> !Float.isFinite((float) value))) {
                throw new Failure.WrongInput("its tensor " + given
                        + " has values that are not finite in 32 bits: did its training diverge?");
            }
            if (name.endsWith(".running_var") && Arrays.stream(found.values()).anyMatch(value -> value < 0)) {
                throw new Failure.WrongInput("its tensor " + given + " has values below 0, which no variance has");
            }
        });
    }

    private static void requireType(String name, String given, Type type) {
        boolean count = name.endsWith(COUNT);
        if (count != (type == Type.INT64) || type == Type.BOOL) {
            throw new Failure.WrongInput(
                    "its tensor " + given + " is of type " + type + ", not of " + (count ? "INT64" : "FLOAT32"));
        }
    }

    private static void requirePixels(String given, float[] found, float[] stated, String what) {
        for (int i = 0; i < found.length; i++) {
            if (!(found[i] >= 0 && found[i] <= 1) || what.equals("std") && found[i] == 0) {
                throw new Failure.WrongInput("its normaliser's " + given + " is " + Arrays.toString(found)
                        + ", which pixel values in [0,1] do not have: divide figures of 0 to 255 by 255, in the file");
            }
            if (stated != null && Math.abs(found[i] - stated[i]) > SAME) {
                throw new Failure.WrongInput("normalization." + what + " is " + Arrays.toString(stated)
                        + ", its own normaliser's " + Arrays.toString(found) + ": leave out normalization");
            }
        }
    }

    private static float[] floats(Numbers numbers) {
        float[] floats = new float[numbers.values().length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers.values()[i];
        }
        return floats;
    }

    /**
     * A network's state, in the present scope.
     *
     * @param file the file's tensors, found {@linkplain #requireUsable usable}
     * @param mean stated figures, or null where the normaliser inside has them
     */
    public Map<String, Tensor> state(Map<String, Tensor> file, float[] mean, float[] std) {
        Map<String, Tensor> state = new LinkedHashMap<>();
        state.put(MEAN, figures(file, normaliser.map(Normaliser::mean), mean));
        state.put(STD, figures(file, normaliser.map(Normaliser::std), std));
        names.forEach((name, given) -> {
            Tensor tensor = file.get(given);
            state.put(name, tensor.type() == Type.FLOAT64 ? tensor.to(Type.FLOAT32) : tensor);
        });
        for (String name : List.copyOf(state.keySet())) {
            if (name.endsWith(".running_mean")) {
                String norm = name.substring(0, name.lastIndexOf('.'));
                state.computeIfAbsent(norm + COUNT, n -> Tensor.zeros(Type.INT64));
            }
        }
        return state;
    }

    private static Tensor figures(Map<String, Tensor> file, Optional<String> inside, float[] stated) {
        float[] figures =
                inside.map(given -> file.get(given).to(Type.FLOAT32).floats()).orElse(stated);
        return Tensor.of(figures, figures.length);
    }

    private static String prefix(Map<String, long[]> file, String first) {
        return PREFIXES.stream()
                .filter(each -> file.containsKey(each + first))
                .findFirst()
                .orElseThrow(() -> new Failure.WrongInput("it has no tensor " + first + ", with or without one of "
                        + String.join(" ", PREFIXES.subList(1, PREFIXES.size())) + " before it, but "
                        + some(List.copyOf(file.keySet()))));
    }

    private static List<String> ofHead(Map<String, long[]> file, String prefix) {
        return file.keySet().stream()
                .filter(name -> name.startsWith(prefix) && Net.isOfHead(name.substring(prefix.length())))
                .toList();
    }

    private static String headless(Map<String, long[]> file, String prefix, int classes) {
        List<String> heads = ofHead(file, prefix);
        if (heads.isEmpty()) {
            return "it has no head";
        }
        String weight = prefix + Net.HEAD + ".weight";
        String bias = prefix + Net.HEAD + ".bias";
        if (heads.size() != 2 || !heads.containsAll(List.of(weight, bias)) || file.get(bias).length != 1) {
            return "its head is not one linear layer with a bias";
        }
        return file.get(bias)[0] == classes
                ? null
                : "its head has " + file.get(bias)[0] + " outputs for the source's " + classes + " classes";
    }

    private static void requireShape(String name, long[] found, long[] shape, Architecture architecture) {
        if (!Arrays.equals(found, shape)) {
            throw new Failure.WrongInput("its tensor " + name + " has shape " + Arrays.toString(found) + ", "
                    + architecture.spelling() + " needs " + Arrays.toString(shape));
        }
    }

    private static Optional<Normaliser> normaliser(
            Set<String> rest, Map<String, long[]> file, int channels, List<String> remarks) {
        Optional<Normaliser> found = rest.stream()
                .filter(name -> MEANS.contains(last(name)))
                .flatMap(mean -> Stream.of(STDS.get(MEANS.indexOf(last(mean))))
                        .map(std -> mean.substring(0, mean.length() - last(mean).length()) + std)
                        .filter(rest::contains)
                        .map(std -> new Normaliser(mean, std)))
                .findFirst();
        found.ifPresent(each -> {
            for (String name : List.of(each.mean(), each.std())) {
                long values = Arrays.stream(file.get(name)).reduce(1, (a, b) -> a * b);
                if (values != channels) {
                    throw new Failure.WrongInput("its normaliser's " + name + " has " + values
                            + " values, and input.channels is " + channels);
                }
            }
            remarks.add("its own normaliser is used: " + each.mean() + ", " + each.std());
        });
        return found;
    }

    private static String last(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static String some(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(SOME, names.size())))
                + (names.size() > SOME ? " and " + (names.size() - SOME) + " more" : "");
    }
}
