package io.robusttransfer.crds.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A way in which images of a domain may change after training. Fifteen are those of CIFAR-10-C (Hendrycks and Dietterich 2019), one of
 * them by a stand-in; two are our own.
 */
public enum Corruption {
    @JsonProperty("gaussianNoise")
    GAUSSIAN_NOISE("gaussian noise"),
    @JsonProperty("shotNoise")
    SHOT_NOISE("shot noise"),
    @JsonProperty("impulseNoise")
    IMPULSE_NOISE("impulse noise"),
    @JsonProperty("defocusBlur")
    DEFOCUS_BLUR("defocus blur"),
    @JsonProperty("glassBlur")
    GLASS_BLUR("glass blur"),
    @JsonProperty("motionBlur")
    MOTION_BLUR("motion blur"),
    @JsonProperty("zoomBlur")
    ZOOM_BLUR("zoom blur"),
    @JsonProperty("snow")
    SNOW("snow"),
    /** CIFAR-10-C lays photographs of frost over images, which are not ours to ship. */
    @JsonProperty("syntheticFrost")
    SYNTHETIC_FROST("synthetic frost"),
    @JsonProperty("fog")
    FOG("fog"),
    @JsonProperty("brightness")
    BRIGHTNESS("brightness"),
    @JsonProperty("contrast")
    CONTRAST("contrast"),
    @JsonProperty("elasticTransform")
    ELASTIC_TRANSFORM("elastic transform"),
    @JsonProperty("pixelate")
    PIXELATE("pixelate"),
    @JsonProperty("jpegCompression")
    JPEG_COMPRESSION("jpeg compression"),
    @JsonProperty("translate")
    TRANSLATE("translate"),
    @JsonProperty("gradient")
    GRADIENT("gradient");

    private final String words;

    Corruption(String words) {
        this.words = words;
    }

    /** For people. */
    public String words() {
        return words;
    }

    /** As results name it, and as its random numbers are keyed. */
    public String id() {
        return words.replace(' ', '_');
    }

    /** Whether it is one of CIFAR-10-C as published, so that it counts in the mean corruption error. */
    public boolean counts() {
        return switch (this) {
            case SYNTHETIC_FROST, TRANSLATE, GRADIENT -> false;
            default -> true;
        };
    }
}
