package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.annotation.JsonTypeName;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Takes an f that was trained elsewhere from a file. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonTypeName("pretrained")
@Revision(1)
@JsonClassDescription(
        "No training: f is taken from a safetensors file with torchvision's names, the same f for every seed. Beyond the"
                + " paper's list.")
@ValidationRule(
        value = "!has(self.uri) || has(self.store) || !self.uri.startsWith('s3://')",
        message = "say where s3:// leads: add store, the name of an entry of spec.stores")
@ValidationRule(
        value = "!has(self.uri) || !has(self.store) || self.uri.startsWith('s3://')",
        message = "only s3:// leads to a store: leave out store",
        fieldPath = ".store")
public record PretrainedSpec(
        @Required
        @Size(max = 512)
        @Example("\"file:resnet.safetensors\"")
        @ValidationRule(
                value = "self.matches('^(file:|s3://[a-z0-9][-.a-z0-9]{1,61}[a-z0-9]/).+[.]safetensors$')",
                message =
                        "write file:PATH.safetensors or s3://BUCKET/PATH.safetensors; a .pt, .pth or .ckpt is a program that"
                                + " Python would run, which is not read: save its state_dict by safetensors.torch.save_file")
        @JsonPropertyDescription(
                "file:PATH or s3://BUCKET/PATH of a state_dict in the safetensors format, named as torchvision does: conv1.weight,"
                        + " layer1.0.bn1.running_mean, fc.weight. The prefixes module., model., module.model., 1. and module.1. are left out"
                        + " of names; a normaliser inside, as in normalize.mean or normalizer.new_std, is used.")
        String uri,

        @Rule.Name @JsonPropertyDescription("The entry of spec.stores that s3:// leads to.")
        String store,

        @Required
        @Size(max = 64)
        @Example("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")
        @ValidationRule(
                value = "self.matches('^[0-9a-f]{64}$')",
                message = "write the 64 hexadecimal digits, small letters, that sha256sum prints for the file")
        @JsonPropertyDescription("SHA-256 of the file. Results are known by it, wherever the file is.")
        String sha256,

        @JsonPropertyDescription(
                "What the network does to pixels first. Needed where the file has no normaliser inside.")
        Normalization normalization,

        @Rule.AboveZeroUpToOne
        @JsonPropertyDescription(
                "The accuracy that is known of it on the source's test part, such as \"0.947\": unless it comes to this within half a"
                        + " point, nothing is done with it.")
        Fraction accuracy)
        implements SchemeSpec {

    /** Its place does not decide its results. */
    @Override
    public SchemeSpec resolved(Threat threat) {
        return new PretrainedSpec(null, null, sha256, normalization, accuracy);
    }

    @Override
    public Training trained(Training planned) {
        return Training.NONE;
    }

    @Override
    public boolean given() {
        return true;
    }
}
