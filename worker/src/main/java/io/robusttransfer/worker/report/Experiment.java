package io.robusttransfer.worker.report;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hipparchus.fraction.BigFraction;

/**
 * What was asked for, in the manifest's order: the rows and columns of every table, whether or not they have results.
 *
 * @param source name of the source domain as shown to people
 * @param classes classes of the source domain; 1/classes is its chance line
 * @param schemes source schemes
 * @param threat what training defends against; decides which attack the answer is about
 * @param certificates by randomized smoothing
 * @param further what is measured of some cells beyond clean accuracy, attacks and smoothing; elsewhere it has no value
 * @param devices what the cells were computed on; more than one is pointed out
 * @param command what computes all this again
 * @param facts further lines of "how this was made", such as versions and the plan's hash
 * @param study all that was asked for, with every default filled in, as YAML
 */
public record Experiment(
        String name,
        String source,
        int classes,
        List<Scheme> schemes,
        List<Target> targets,
        List<Long> seeds,
        Optional<Threat> threat,
        List<Attack> attacks,
        Certificates certificates,
        List<Quantity> further,
        List<String> devices,
        String command,
        List<Fact> facts,
        String study) {

    /**
     * A scheme of the study, as the report names it.
     *
     * @param kind the scheme's own name in the API: ce, ceN, ceA, …
     * @param words what that is, and whether the paper names it; "" for none
     * @param head the kind of scheme that fitted its head: its own, or the manifest's where it trains none
     * @param movesExtractor on a target: whether it trains f, too
     * @param given whether its f was there before, the same for every seed
     */
    public record Scheme(String name, String kind, String words, String head, boolean movesExtractor, boolean given) {
        public Scheme(String name, String kind) {
            this(name, kind, "", kind, false, false);
        }

        Extractor extractor() {
            return movesExtractor ? Extractor.MOVED : Extractor.FROZEN;
        }

        /** Whether seeds differ by their heads alone there. */
        boolean headsVary(Extractor extractor) {
            return given && extractor != Extractor.MOVED;
        }

        /** Whether every seed has the same model there. */
        boolean oneModel(Where where) {
            return given && where.equals(Where.SOURCE) && head.equals(kind);
        }

        boolean plain() {
            return kind.equals("ce");
        }
    }

    /**
     * A target of the study.
     *
     * @param heads those over a frozen f first, then those that move it, each in the manifest's order
     * @param isSource whether its images are the source's, so that a head is all that is new there
     */
    public record Target(String name, int classes, List<Scheme> heads, boolean isSource) {
        public Target(String name, int classes, List<Scheme> heads) {
            this(name, classes, heads, false);
        }

        public Target {
            heads = heads.stream()
                    .sorted(Comparator.comparing(Scheme::extractor))
                    .toList();
        }

        /** What its heads do with f: frozen, moved or both, in this order. */
        List<Extractor> extractors() {
            return heads.stream().map(Scheme::extractor).distinct().toList();
        }

        List<Scheme> heads(Extractor extractor) {
            return heads.stream().filter(head -> head.extractor() == extractor).toList();
        }
    }

    public record Threat(String norm, String epsilon) {}

    /**
     * An attack of the study, as the report names it.
     *
     * @param kind the attack's own name in the API: pgd, square, autoAttack, …
     * @param epsilons exact: a decimal or a fraction such as 8/255, in pixels of [0,1]
     * @param images the first so many of the evaluated ones; null for all
     */
    public record Attack(String name, String kind, String norm, List<String> epsilons, Integer images) {
        public Attack {
            epsilons = List.copyOf(epsilons);
        }
    }

    public record Fact(String name, String value) {}

    /** A size of perturbation; attacks that share it are comparable. */
    private record Ball(String norm, BigFraction epsilon) {}

    public Experiment {
        schemes = List.copyOf(schemes);
        targets = List.copyOf(targets);
        seeds = List.copyOf(seeds);
        attacks = List.copyOf(attacks);
        further = List.copyOf(further);
        devices = devices.stream().distinct().sorted().toList();
        facts = List.copyOf(facts);
    }

    Target target(String name) {
        return targets.stream()
                .filter(t -> t.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no target " + name + " in " + this.name));
    }

    /** Targets with images of their own, without controls; all where there is none. */
    List<Target> domains() {
        List<Target> domains =
                targets.stream().filter(target -> !target.isSource()).toList();
        return domains.isEmpty() ? targets : domains;
    }

    /** Where a ce head is fitted anew on the source over the frozen f, if anywhere: the same head for all source schemes. */
    Optional<Where.OnTarget> refit() {
        return targets.stream()
                .filter(Target::isSource)
                .flatMap(target -> target.heads(Extractor.FROZEN).stream()
                        .filter(Scheme::plain)
                        .map(head -> new Where.OnTarget(target.name(), head.name())))
                .findFirst();
    }

    /** Whether any head moves f: what is said over a frozen f then says so, too. */
    boolean movesExtractor() {
        return targets.stream().flatMap(target -> target.heads().stream()).anyMatch(Scheme::movesExtractor);
    }

    Extractor extractor(Where where) {
        return where instanceof Where.OnTarget on
                ? target(on.target()).heads().stream()
                        .filter(head -> head.name().equals(on.head()))
                        .findFirst()
                        .orElseThrow()
                        .extractor()
                : Extractor.SOURCE;
    }

    int classes(Where where) {
        return where instanceof Where.OnTarget on ? target(on.target()).classes() : classes;
    }

    /** Every place a source model of this experiment is measured: the source itself, then each target with each head. */
    List<Where> places() {
        List<Where> places = new ArrayList<>(List.of(Where.SOURCE));
        targets.forEach(t -> places.addAll(places(t)));
        return places;
    }

    /** Of a place, for people. */
    String title(Where where) {
        return where instanceof Where.OnTarget on
                ? on.target() + ", " + on.head() + " head" + mark(where)
                : source + ", own head";
    }

    /** Of a place where f moved, for people; "" elsewhere. */
    String mark(Where where) {
        return extractor(where) == Extractor.MOVED ? ", " + Extractor.MOVED.words() : "";
    }

    static List<Where> places(Target target) {
        return places(target, target.heads());
    }

    static List<Where> places(Target target, Extractor extractor) {
        return places(target, target.heads(extractor));
    }

    private static List<Where> places(Target target, List<Scheme> heads) {
        return heads.stream()
                .<Where>map(h -> new Where.OnTarget(target.name(), h.name()))
                .toList();
    }

    /** Each attack at each epsilon, and their worst case where several share norm and epsilon; the headline first. */
    List<Quantity> robust() {
        List<Quantity> all = new ArrayList<>();
        headline().ifPresent(all::add);
        balls().forEach((ball, under) -> {
            if (under.size() > 1) {
                all.add(worst(ball, under));
            }
            under.forEach(each -> all.add(Quantity.robust(ball.norm(), each.epsilon(), List.of(each))));
        });
        return all.stream().distinct().toList();
    }

    /** Attacks of several epsilons. */
    List<Attack> curves() {
        return attacks.stream().filter(attack -> attack.epsilons().size() > 1).toList();
    }

    /** What tables show of a cell: clean, robust, then certificates, then what is measured of some cells alone, of several severities the mean. */
    List<Quantity> figures() {
        return with(certificates.figures()).stream()
                .filter(each -> each.at().severity().isEmpty())
                .toList();
    }

    /** All that is measured of a cell: clean, robust, then all that certificates say, then what is measured of some cells alone. */
    List<Quantity> measures() {
        return with(certificates.measures());
    }

    private List<Quantity> with(List<Quantity> certified) {
        List<Quantity> all = new ArrayList<>(List.of(Quantity.clean()));
        all.addAll(robust());
        curves().forEach(attack -> all.add(Quantity.expectedRobustness(attack)));
        all.addAll(certified);
        all.addAll(further);
        return all;
    }

    /**
     * The measure that the answer is about: the worst case over all attacks of the threat's norm at the threat's
     * epsilon; when none has that epsilon, at the largest one of that norm; without a threat or its norm, at the largest
     * epsilon of the first attack's norm.
     */
    Optional<Quantity> headline() {
        Map<Ball, List<Quantity.Under>> balls = balls();
        if (threat.isPresent()) {
            Ball ball = new Ball(threat.get().norm(), exact(threat.get().epsilon()));
            if (balls.containsKey(ball)) {
                return Optional.of(worst(ball, balls.get(ball)));
            }
        }
        Optional<String> norm = threat.map(Threat::norm)
                .filter(n -> attacks.stream().anyMatch(a -> a.norm().equals(n)))
                .or(() -> attacks.stream().map(Attack::norm).findFirst());
        return balls.entrySet().stream()
                .filter(e -> norm.isPresent() && e.getKey().norm().equals(norm.get()))
                .max(Map.Entry.comparingByKey(Comparator.comparing(Ball::epsilon)))
                .map(e -> worst(e.getKey(), e.getValue()));
    }

    /** The attacks that share a norm and an epsilon, together. */
    List<List<Quantity.Under>> attacksByBall() {
        return List.copyOf(balls().values());
    }

    /** The attacks that were tried in each ball. */
    private Map<Ball, List<Quantity.Under>> balls() {
        Map<Ball, List<Quantity.Under>> balls = new LinkedHashMap<>();
        for (Attack attack : attacks) {
            for (String epsilon : attack.epsilons()) {
                balls.computeIfAbsent(new Ball(attack.norm(), exact(epsilon)), b -> new ArrayList<>())
                        .add(new Quantity.Under(attack.name(), epsilon, attack.kind(), attack.images()));
            }
        }
        return balls;
    }

    /** The ball is written as its first attack writes it. */
    private static Quantity worst(Ball ball, List<Quantity.Under> under) {
        return Quantity.robust(ball.norm(), under.get(0).epsilon(), under);
    }

    static BigFraction exact(String number) {
        int slash = number.indexOf('/');
        return slash < 0
                ? decimal(number)
                : decimal(number.substring(0, slash)).divide(decimal(number.substring(slash + 1)));
    }

    private static BigFraction decimal(String number) {
        BigDecimal value = new BigDecimal(number.strip());
        int scale = Math.max(0, value.scale());
        return new BigFraction(value.setScale(scale).unscaledValue(), BigInteger.TEN.pow(scale));
    }
}
