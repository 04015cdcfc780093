package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRuleBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The definition of the resource as its Java types say it, in the spelling that is committed. */
final class GeneratedDefinition implements CRDPostProcessor {
    private static final String FILE = "robusttransferexperiments.robusttransfer.io";

    private static final List<String> QUANTITIES = List.of("limits", "requests");

    /** Lists whose entries may be alike. */
    private static final List<String> PER_CHANNEL = List.of("mean", "std");

    /** A rule compares each entry with each, which an API server does not allow of longer lists. */
    private static final int MOST_COMPARED = 100;

    private static final List<String> COLUMNS = Stream.of(
                    RobustTransferExperiment.class.getAnnotationsByType(AdditionalPrinterColumn.class))
            .map(AdditionalPrinterColumn::name)
            .toList();

    private GeneratedDefinition() {}

    /** Writes it into the folder. */
    static String yaml(Path folder) throws IOException {
        // annotations that bundle others are only unfolded on fields
        JsonMapper mapper = JsonMapper.builder()
                .visibility(PropertyAccessor.GETTER, Visibility.NONE)
                .visibility(PropertyAccessor.FIELD, Visibility.ANY)
                .build();
        new CRDGenerator()
                .withObjectMapper(mapper, new KubernetesSerialization(mapper, false))
                .customResourceClasses(RobustTransferExperiment.class)
                .withPostProcessor(new GeneratedDefinition())
                .inOutputDir(folder.toFile())
                .generate();
        // the first line names the generator's habits, not ours
        List<String> lines = Files.readAllLines(folder.resolve(FILE + "-v1.yml"));
        return "# Generated from the types of io.robusttransfer.crds.api: " + DefinitionTest.REWRITE + "\n"
                + String.join("\n", lines.subList(1, lines.size())) + "\n";
    }

    @Override
    public HasMetadata process(HasMetadata resource, String version) {
        CustomResourceDefinition definition = (CustomResourceDefinition) resource;
        definition.getSpec().getNames().setCategories(List.of("all"));
        for (CustomResourceDefinitionVersion each : definition.getSpec().getVersions()) {
            JSONSchemaProps root = each.getSchema().getOpenAPIV3Schema();
            root.setDescription("A study of robust transfer: one question, and its answer.");
            root.setRequired(List.of("spec"));
            root.getProperties().keySet().retainAll(List.of("spec", "status"));
            root.getProperties()
                    .get("spec")
                    .setDescription("What is asked, where the answer goes and how it is worked out.");
            JSONSchemaProps status = root.getProperties().get("status");
            status.setDescription("How far it is, and what won.");
            // the definition that is installed knows what a later release writes
            Stream.concat(
                            Stream.of(status),
                            Stream.of("plan", "settled", "report").map(status.getProperties()::get))
                    .forEach(part -> part.getProperties().remove("later"));
            FamilyRules.add(root.getProperties().get("spec"), ExperimentSpec.class);
            finish(root);
            // else a client that looks before the operator has written takes the experiment for done
            root.getProperties()
                    .get("status")
                    .setDefault(JsonNodeFactory.instance.objectNode().put("observedGeneration", -1));
            each.getAdditionalPrinterColumns()
                    .sort(Comparator.comparingInt(column -> COLUMNS.indexOf(column.getName())));
        }
        return definition;
    }

    private static void finish(JSONSchemaProps schema) {
        List<ValidationRule> rules = schema.getXKubernetesValidations();
        if (rules != null) {
            schema.setXKubernetesValidations(new ArrayList<>(new LinkedHashSet<>(rules)));
        }
        if (schema.getDefault() != null && schema.getDefault().isObject()) {
            // what an empty object holds is for its fields' defaults to say
            schema.setDefault(JsonNodeFactory.instance.objectNode());
        }
        schema.getProperties().forEach((name, property) -> {
            finish(property);
            if (QUANTITIES.contains(name)) {
                finishQuantity(property.getAdditionalProperties().getSchema());
            }
            if (PER_CHANNEL.contains(name)) {
                property.setXKubernetesListType("atomic");
            }
            if (property.getItems() != null
                    && !property.getXKubernetesListType().equals("atomic")) {
                tellHowToMendRepeats(property);
            }
        });
        if (schema.getItems() != null) {
            finishList(schema, schema.getItems().getSchema());
        }
    }

    private static void finishList(JSONSchemaProps list, JSONSchemaProps items) {
        finish(items);
        Optional<String> key = Stream.of("name", "type")
                .filter(items.getProperties()::containsKey)
                .findFirst();
        boolean object = "object".equals(items.getType());
        // an API server names no remedy for a repeat, and where the list is long no rule of ours can: there it counts
        // once
        boolean unruly = list.getMaxItems() != null && list.getMaxItems() > MOST_COMPARED;
        list.setXKubernetesListType(key.isPresent() ? "map" : object || unruly ? "atomic" : "set");
        list.setXKubernetesListMapKeys(key.map(List::of).orElse(List.of()));
        if (items.getRequired().isEmpty()) {
            items.setRequired(key.map(List::of).orElse(List.of()));
        }
    }

    /** An API server says of an entry that is there twice only that it is. */
    private static void tellHowToMendRepeats(JSONSchemaProps list) {
        boolean named = list.getXKubernetesListMapKeys().equals(List.of("name"));
        boolean written = named || list.getXKubernetesListType().equals("set");
        if (!written || list.getMaxItems() == null || list.getMaxItems() > MOST_COMPARED) {
            return;
        }
        // names are read once each: to read a field of an entry costs the API server a list of all the fields that it
        // may have
        String rule = named
                ? "[self.map(e, e.name)].all(names, names.all(n, names.exists_one(o, o == n)))"
                : "self.all(e, self.exists_one(o, o == e))";
        List<ValidationRule> rules = new ArrayList<>(
                list.getXKubernetesValidations() == null ? List.of() : list.getXKubernetesValidations());
        rules.add(new ValidationRuleBuilder()
                .withRule(rule)
                .withMessage(named ? "give each entry a name of its own" : "write each entry once")
                .build());
        list.setXKubernetesValidations(rules);
    }

    private static void finishQuantity(JSONSchemaProps quantity) {
        quantity.setPattern(null);
        quantity.setMaxLength((long) Resources.LONGEST);
        quantity.setXKubernetesValidations(List.of(new ValidationRuleBuilder()
                .withRule("type(self) == int ? self >= 0 : self.size() <= " + Resources.LONGEST + " && self.matches('"
                        + Resources.QUANTITY + "') && isQuantity(self)")
                .withMessage(Resources.REMEDY)
                .build()));
    }
}
