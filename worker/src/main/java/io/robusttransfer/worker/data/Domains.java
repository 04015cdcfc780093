package io.robusttransfer.worker.data;

import io.robusttransfer.crds.api.DataFormat;
import io.robusttransfer.crds.api.Dataset;
import io.robusttransfer.crds.api.GivenFormat;
import io.robusttransfer.crds.api.GivenImages;
import io.robusttransfer.worker.Failure.WrongInput;
import io.robusttransfer.worker.store.Store;
import io.robusttransfer.worker.store.StoreLocation;
import io.robusttransfer.worker.store.StoreLocation.Bucket;
import io.robusttransfer.worker.store.StoreLocation.Folder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads a manifest's datasets into memory: from a folder, from a bucket by way of a cache folder, or drawn by this program. */
public final class Domains {
    /** Changes when what is drawn for one URI changes. */
    private static final String SYNTHETIC_REVISION = "1";

    private final Buckets buckets;
    private final Path cache;

    /** Where s3:// leads. */
    public interface Buckets {
        /**
         * @param store name of the entry of spec.stores
         * @param field that names the bucket
         */
        Store open(Bucket bucket, String store, String field);
    }

    /**
     * @param buckets opens them
     * @param cache where objects are kept, each under its URI and version
     */
    public Domains(Buckets buckets, Path cache) {
        this.buckets = buckets;
        this.cache = cache;
    }

    /**
     * What the content depends on, without reading it: hexadecimal SHA-256 over URI, format and the versions of the files. A
     * digest may be kept under this name.
     *
     * @param field the manifest's field of the dataset, such as {@code spec.study.source.dataset}
     */
    public String identity(String field, Dataset dataset) {
        List<String> parts = new ArrayList<>();
        if (isSynthetic(dataset.uri())) {
            Synthetic.parse(field + ".uri", dataset.uri());
            parts.addAll(List.of(SYNTHETIC_REVISION, dataset.uri()));
        } else {
            DataFolder place = place(field, dataset);
            parts.addAll(List.of(dataset.format().name(), place.location()));
            for (String name : names(field, dataset, place)) {
                parts.add(name);
                parts.add(place.version(name).orElseThrow());
            }
        }
        return DataFolder.sha256(String.join("\n", parts));
    }

    /** All of the dataset, as it is there: every class, every image, its own shape. */
    public Domain load(String field, Dataset dataset) {
        if (isSynthetic(dataset.uri())) {
            return Synthetic.parse(field + ".uri", dataset.uri()).domain();
        }
        DataFolder place = place(field, dataset);
        List<Path> files = new ArrayList<>();
        for (String name : names(field, dataset, place)) {
            files.add(place.bring(name).orElseThrow(() -> absent(field, dataset, place, name)));
        }
        try {
            return switch (dataset.format()) {
                case IDX -> Idx.read(files.get(0), files.get(1), files.get(2), files.get(3));
                case CIFAR10 -> Cifar.TEN.read(files);
                case CIFAR100 -> Cifar.HUNDRED.read(files);
                case NPZ -> Npz.read(files.get(0));
            };
        } catch (WrongInput e) {
            throw new WrongInput(field + ".uri: " + place.asWritten(e.getMessage()), e);
        }
    }

    /** @param field of the set's dataset, such as {@code spec.study.evaluation.shifts.given[0].dataset} */
    public GivenSet given(String field, GivenImages dataset) {
        if (isSynthetic(dataset.uri())) {
            return new DrawnSet(
                    DataFolder.sha256(SYNTHETIC_REVISION + "\n" + dataset.uri()),
                    Synthetic.parse(field + ".uri", dataset.uri()));
        }
        StoreLocation location = StoreLocation.parse(dataset.uri(), field + ".uri");
        StoreLocation folder = dataset.format() == GivenFormat.IDX ? location : location.parent();
        return new GivenFiles(field, dataset, folder(folder, field + ".uri", dataset.store()));
    }

    /**
     * One file that is no dataset, such as weights; on this machine, downloaded if it is not.
     *
     * @param field of its address in the manifest
     * @param store name of the entry of spec.stores, for s3://
     */
    public Path file(String field, String uri, String store) {
        StoreLocation location = StoreLocation.parse(uri, field);
        DataFolder place = folder(location.parent(), field, store);
        return place.bring(location.lastPart())
                .orElseThrow(() -> new WrongInput("%s: '%s': there is no %s in %s; give the address of a file"
                        .formatted(field, uri, location.lastPart(), place.location())));
    }

    private static boolean isSynthetic(String uri) {
        return uri.startsWith(Synthetic.SCHEME + ":");
    }

    private DataFolder place(String field, Dataset dataset) {
        String uri = dataset.uri();
        boolean oneFile = dataset.format() == DataFormat.NPZ;
        if (oneFile != uri.endsWith(".npz") || uri.matches(".*\\.(tar\\.gz|tgz|tar|zip|gz)$")) {
            throw new WrongInput("%s.uri: '%s' is not what format %s means: %s%s"
                    .formatted(field, uri, word(dataset.format()), shape(dataset.format()), WayOut.unpacking(uri)));
        }
        StoreLocation location = StoreLocation.parse(uri, field + ".uri");
        return folder(oneFile ? location.parent() : location, field + ".uri", dataset.store());
    }

    private DataFolder folder(StoreLocation place, String field, String store) {
        if (place instanceof Folder folder) {
            return new DataFolder.Local(folder.folder().toAbsolutePath().normalize());
        }
        return new DataFolder.Remote(buckets.open((Bucket) place, store, field), cache);
    }

    private static List<String> names(String field, Dataset dataset, DataFolder place) {
        return switch (dataset.format()) {
            case IDX -> idx(field, dataset, place);
            case CIFAR10 -> present(field, dataset, place, Cifar.TEN);
            case CIFAR100 -> present(field, dataset, place, Cifar.HUNDRED);
            case NPZ ->
                List.of(present(
                        field,
                        dataset,
                        place,
                        StoreLocation.parse(dataset.uri(), field + ".uri").lastPart()));
        };
    }

    private static List<String> idx(String field, Dataset dataset, DataFolder place) {
        List<Optional<String>> usual = Idx.FILES.stream()
                .map(name -> Stream.of(name, name + ".gz")
                        .filter(each -> place.version(each).isPresent())
                        .findFirst())
                .toList();
        if (usual.stream().allMatch(Optional::isPresent)) {
            return usual.stream().map(Optional::get).toList();
        }
        List<IdxNames> found = IdxNames.among(place.names());
        if (found.size() > 1) {
            throw new WrongInput(
                    "%s.uri: '%s' holds several datasets (%s): put the four files of one into a folder of its own"
                            .formatted(
                                    field,
                                    dataset.uri(),
                                    found.stream().map(IdxNames::dataset).collect(Collectors.joining(", "))));
        }
        return found.stream()
                .findFirst()
                .map(IdxNames::files)
                .orElseThrow(
                        () -> absent(field, dataset, place, Idx.FILES.get(usual.indexOf(Optional.<String>empty()))));
    }

    private static List<String> present(String field, Dataset dataset, DataFolder place, Cifar cifar) {
        return cifar.files().stream()
                .map(name -> present(field, dataset, place, name))
                .toList();
    }

    private static String present(String field, Dataset dataset, DataFolder place, String name) {
        if (place.version(name).isEmpty()) {
            throw absent(field, dataset, place, name);
        }
        return name;
    }

    private static WrongInput absent(String field, Dataset dataset, DataFolder place, String name) {
        Optional<String> remedy = new WayOut(dataset.uri(), dataset.format(), place).remedy();
        return new WrongInput("%s.uri: '%s': there is no %s in %s; format %s means %s%s"
                .formatted(
                        field,
                        dataset.uri(),
                        name,
                        place.location(),
                        word(dataset.format()),
                        shape(dataset.format()),
                        remedy.map(text -> "; " + text).orElse("")));
    }

    private static String word(DataFormat format) {
        return format.name().toLowerCase(Locale.ROOT);
    }

    private static String shape(DataFormat format) {
        return switch (format) {
            case IDX -> "a folder with " + String.join(", ", Idx.FILES) + ", each plain or with .gz";
            case CIFAR10 -> "an unpacked folder with " + String.join(", ", Cifar.TEN.files());
            case CIFAR100 -> "an unpacked folder with " + String.join(", ", Cifar.HUNDRED.files());
            case NPZ -> "one file that ends in .npz";
        };
    }
}
