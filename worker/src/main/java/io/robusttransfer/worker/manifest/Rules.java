package io.robusttransfer.worker.manifest;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** Evaluates the CEL rules of a schema, but those that compare with an earlier version of the object. */
final class Rules {
    private static final Pattern OLD_SELF = Pattern.compile("\\boldSelf\\b");

    /** As the definition's generator writes a choice; each field is within has(self.FIELD). */
    private static final Pattern EXACTLY_ONE =
            Pattern.compile("\\[has\\(self.*\\)\\]\\.filter\\(x, x\\)\\.size\\(\\) == 1");

    private static final Pattern FIELD = Pattern.compile("has\\(self\\.(\\w+)\\)");

    private static final KubernetesFunctions KUBERNETES = new KubernetesFunctions();

    // JSON has one kind of number; a cluster compares them all
    private static final CelOptions OPTIONS =
            CelOptions.current().enableHeterogeneousNumericComparisons(true).build();
    private static final CelCompiler COMPILER = CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addLibraries(CelExtensions.strings(), KUBERNETES)
            .addVar("self", SimpleType.DYN)
            .build();
    private static final CelRuntime RUNTIME = CelRuntimeFactory.standardCelRuntimeBuilder()
            .setOptions(OPTIONS)
            .addLibraries(CelExtensions.strings(), KUBERNETES)
            .build();

    private final JsonNode schema;
    private final Map<String, CelRuntime.Program> programs = new HashMap<>();

    Rules(JsonNode schema) {
        this.schema = schema;
    }

    List<Problem> broken(JsonNode root) {
        List<Problem> problems = new ArrayList<>();
        visit(root, schema, JsonPointer.empty(), problems);
        return problems;
    }

    private void visit(JsonNode value, JsonNode node, JsonPointer at, List<Problem> problems) {
        JsonNode rules = node.path("x-kubernetes-validations");
        Object self = rules.isEmpty() ? null : cel(value);
        for (JsonNode rule : rules) {
            String text = rule.path("rule").asText();
            if (!OLD_SELF.matcher(text).find() && !(Boolean) value(text, self)) {
                JsonPointer inside =
                        JsonPointer.compile(rule.path("fieldPath").asText("").replace('.', '/'));
                Problem.Kind kind = isNoneChosen(text, value) ? Problem.Kind.NONE_CHOSEN : Problem.Kind.INVALID;
                problems.add(new Problem(at.append(inside), kind, shown(value.at(inside)), message(rule, self)));
            }
        }
        if (value.isObject()) {
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                JsonNode property = node.has("additionalProperties")
                        ? node.path("additionalProperties")
                        : node.path("properties").path(member.getKey());
                visit(member.getValue(), property, at.appendProperty(member.getKey()), problems);
            }
        } else if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                visit(value.get(i), node.path("items"), at.appendIndex(i), problems);
            }
        }
    }

    private static boolean isNoneChosen(String rule, JsonNode value) {
        return EXACTLY_ONE.matcher(rule).matches()
                && FIELD.matcher(rule).results().noneMatch(field -> value.has(field.group(1)));
    }

    /** A value that says something on one line. */
    private static JsonNode shown(JsonNode value) {
        boolean list = value.isArray()
                && StreamSupport.stream(value.spliterator(), false).allMatch(JsonNode::isValueNode);
        return list || value.isValueNode() && !value.isMissingNode() ? value : null;
    }

    private String message(JsonNode rule, Object self) {
        return rule.has("messageExpression")
                ? (String) value(rule.get("messageExpression").asText(), self)
                : rule.path("message").asText();
    }

    private Object value(String expression, Object self) {
        try {
            return programs.computeIfAbsent(expression, Rules::compile).eval(Map.of("self", self));
        } catch (CelEvaluationException e) {
            throw new IllegalStateException("cannot be evaluated: " + expression, e);
        }
    }

    private static CelRuntime.Program compile(String rule) {
        try {
            return RUNTIME.createProgram(COMPILER.compile(rule).getAst());
        } catch (CelValidationException | CelEvaluationException e) {
            throw new IllegalStateException("is no CEL: " + rule, e);
        }
    }

    private static Object cel(JsonNode value) {
        if (value.isObject()) {
            Map<String, Object> map = new TreeMap<>();
            value.properties().forEach(member -> map.put(member.getKey(), cel(member.getValue())));
            return map;
        }
        if (value.isArray()) {
            List<Object> list = new ArrayList<>();
            value.forEach(item -> list.add(cel(item)));
            return list;
        }
        // 1.0 and 1e3 are whole numbers to a cluster, which reads YAML as JSON
        if (value.isNumber() && value.canConvertToExactIntegral() && value.canConvertToLong()) {
            return value.longValue();
        }
        return value.isNumber() ? value.asDouble() : value.isBoolean() ? value.asBoolean() : value.asText();
    }
}
