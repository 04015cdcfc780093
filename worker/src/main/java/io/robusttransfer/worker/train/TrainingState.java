package io.robusttransfer.worker.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.robusttransfer.worker.Failure;
import io.robusttransfer.worker.tensor.Safetensors;
import io.robusttransfer.worker.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The state of a training: all that it needs to continue with the same bits, in one safetensors file.
 *
 * @param tensors net.*, optimizer.* and, where the best weights are kept, best.*; live until the next step
 */
public record TrainingState(Position position, Map<String, Tensor> tensors) {
    private static final String POSITION = "training";
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * A position in a training.
     *
     * @param step that comes next
     * @param lossSum of the images of the present epoch that were seen
     * @param best the epoch whose weights best.* holds; null where there is none
     */
    public record Position(long step, double lossSum, int seen, List<Epoch> history, Integer best) {
        static final Position START = new Position(0, 0, 0, List.of(), null);

        public Position {
            history = List.copyOf(history);
        }
    }

    public void write(Path file) throws IOException {
        Safetensors.write(file, tensors, Map.of(POSITION, JSON.writeValueAsString(position)));
    }

    /** Reads into the present scope. */
    public static TrainingState read(Path file) throws IOException {
        Safetensors.Content content = Safetensors.read(file);
        String text = content.metadata().get(POSITION);
        if (text == null) {
            throw new Failure.WrongInput(file + " holds tensors, but not the state of a training");
        }
        try {
            return new TrainingState(JSON.readValue(text, Position.class), content.tensors());
        } catch (JsonProcessingException e) {
            throw new Failure.WrongInput(file + " has a position that cannot be read: " + text, e);
        }
    }
}
