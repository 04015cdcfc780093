#!/usr/bin/env python3
"""Speed and memory of a training step, a PGD-10 step and a forward pass of ResNet-20 beside PyTorch, batch 128, one thread.

    mvn -ntp -pl worker -am -Dmaven.test.skip package && python3 tests/peers/bench.py

makes its own virtual environment with the PyTorch of requirements.txt (--python takes one that is there). Before anything
is timed, five training steps from the same weights on the same batches must give equal losses. Then the processes take
turns, one step each, so that whatever else the machine does falls on all of them.

Three peers: ours, in the environment that `run` gives its children; PyTorch as it is usually written (nchw); PyTorch in
that same environment with channels_last, and for what is not trained with BatchNorm fused into the convolutions (tuned).
Attacks differentiate by the input alone on every side.
"""

import argparse
import json
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
KINDS = {"ce": "CE step", "pgd": "PGD-10 step", "forward": "forward"}
# every process takes one thread; MALLOC keeps glibc from giving each step's memory back (Torch.environment)
THREADS = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OMP_WAIT_POLICY": "passive"}
MALLOC = {"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": str(32 << 20), "MALLOC_TRIM_THRESHOLD_": str(1 << 30)}
EPSILON, ATTACK_STEP, ATTACK_STEPS = 8 / 255, 2 / 255, 10


def peer(folder, tuned):
    """One process: a step per line of input, an answer per step, as `worker bench --peer` does it."""
    import copy

    import torch
    import torch.nn.functional as F
    from safetensors.torch import load_file

    import resnet

    torch.set_num_threads(1)
    torch.set_num_interop_threads(1)
    layout = torch.channels_last if tuned else torch.contiguous_format
    net = resnet.load("resnet20", load_file(folder / "weights.safetensors")).to(memory_format=layout).train()
    batches = load_file(folder / "batches.safetensors")
    images = [batches[f"x{i}"].contiguous(memory_format=layout) for i in range(5)]
    labels = [batches[f"y{i}"] for i in range(5)]
    optimizer = torch.optim.SGD(net.parameters(), 0.1, momentum=0.9, weight_decay=5e-4)

    def fused(model):
        model = copy.deepcopy(model).eval().requires_grad_(False)
        fuse = torch.nn.utils.fusion.fuse_conv_bn_eval
        model.conv1, model.bn1 = fuse(model.conv1, model.bn1), torch.nn.Identity()
        for block in (b for layer in (model.layer1, model.layer2, model.layer3) for b in layer):
            block.conv1, block.bn1 = fuse(block.conv1, block.bn1), torch.nn.Identity()
            block.conv2, block.bn2 = fuse(block.conv2, block.bn2), torch.nn.Identity()
            if block.downsample is not None:
                block.downsample = fuse(*block.downsample)
        return model

    frozen = fused(net) if tuned else copy.deepcopy(net).eval().requires_grad_(False)

    def train(x, y):
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    def attack(x, y):
        model = fused(net) if tuned else net.eval().requires_grad_(False)
        low, high = (x - EPSILON).clamp(min=0), (x + EPSILON).clamp(max=1)
        adversarial = x
        for _ in range(ATTACK_STEPS):
            leaf = adversarial.detach().requires_grad_(True)
            loss = F.cross_entropy(model(leaf), y, reduction="sum")
            (gradient,) = torch.autograd.grad(loss, leaf)
            adversarial = torch.clamp(adversarial + ATTACK_STEP * gradient.sign(), low, high)
        net.train().requires_grad_(True)
        return adversarial

    def forward(x, y):
        with torch.inference_mode():
            return F.cross_entropy(frozen(x), y).item()

    steps = {"ce": train, "pgd": lambda x, y: train(attack(x, y), y), "forward": forward}
    print("ready torch", torch.__version__, flush=True)
    for line in sys.stdin:
        kind, batch = line.split()
        clock, cpu = time.perf_counter(), time.process_time()
        loss = steps[kind](images[int(batch)], labels[int(batch)])
        clock, cpu = time.perf_counter() - clock, time.process_time() - cpu
        print(json.dumps({"seconds": clock, "cpu": cpu, "loss": loss}), flush=True)


class Peer:
    def __init__(self, command, malloc):
        environment = os.environ | THREADS | malloc
        self.process = subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        self.version = self.answer().removeprefix("ready ")

    def answer(self):
        line = self.process.stdout.readline().strip()
        if not line:
            sys.exit(f"{self.process.args[0]} ended with exit code {self.process.wait()}")
        return line

    def step(self, kind, batch):
        self.process.stdin.write(f"{kind} {batch}\n")
        self.process.stdin.flush()
        return json.loads(self.answer())

    def memory(self, name):
        """In MiB."""
        for line in open(f"/proc/{self.process.pid}/status"):
            if line.startswith(name + ":"):
                return int(line.split()[1]) / 1024


def environment(given):
    """A Python that has the pinned PyTorch."""
    if given:
        return given
    folder = HERE / ".venv"
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    subprocess.run([python, "-m", "pip", "install", "-q", "-r", HERE / "requirements.txt"], check=True)
    return python


def interval(ours, theirs, draws=10_000):
    """The 95 % percentile interval of the ratio of medians, pairs resampled together."""
    generator = random.Random(0)
    pairs = list(zip(ours, theirs))
    ratios = []
    for _ in range(draws):
        sample = generator.choices(pairs, k=len(pairs))
        ratios.append(statistics.median(a for a, _ in sample) / statistics.median(b for _, b in sample))
    ratios.sort()
    return ratios[round(0.025 * draws)], ratios[round(0.975 * draws)]


def quickstart():
    """Runs the quickstart with an agent in each of its processes that samples where they are."""
    with tempfile.TemporaryDirectory() as folder:
        seen = pathlib.Path(folder) / "share"
        agent = f"-javaagent:{ROOT / 'tests/target/tests.jar'}={seen}"
        command = ["java", "-jar", ROOT / "worker/target/worker.jar", "run", ROOT / "deploy/samples/quickstart.yaml"]
        clock = time.perf_counter()
        subprocess.run([*command, "--store", folder], check=True, env=os.environ | {"JAVA_TOOL_OPTIONS": agent})
        clock = time.perf_counter() - clock
        rows = [[float(word) for word in line.split()] for line in seen.read_text().splitlines()]
    children = [row for row in rows if row[0] > 0]
    inside, life = (sum(column) for column in zip(*children))
    print(f"quickstart {clock:.0f} s; its {len(children)} computing processes lived {life:.0f} s, "
          f"of which {1 - inside / life:.1%} outside libtorch, start-up included")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--pairs", type=int, default=30)
    arguments.add_argument("--python", help="a Python with torch, numpy and safetensors")
    arguments.add_argument("--java-options", default="-Xmx512m -XX:+UseSerialGC")
    arguments.add_argument("--quickstart", action="store_true", help="instead: the share of its time outside libtorch")
    arguments.add_argument("--peer", nargs=2, metavar=("FOLDER", "KIND"), help=argparse.SUPPRESS)
    options = arguments.parse_args()
    if options.peer:
        return peer(pathlib.Path(options.peer[0]), options.peer[1] == "tuned")
    if options.quickstart:
        return quickstart()
    python = environment(options.python)
    with tempfile.TemporaryDirectory() as folder:
        java = ["java", *options.java_options.split(), "-jar", ROOT / "worker/target/worker.jar"]
        ours = Peer([*java, "bench", "--device", "cpu", "--peer", folder], MALLOC)
        peers = {"ours": ours}
        for kind, malloc in (("nchw", {}), ("tuned", MALLOC)):
            peers[kind] = Peer([python, pathlib.Path(__file__), "--peer", folder, kind], malloc)
        compare(peers, options.pairs)


def compare(peers, pairs):
    print(", ".join(f"{name}: {peer.version}" for name, peer in peers.items()))
    losses = {name: [peer.step("ce", batch)["loss"] for batch in range(5)] for name, peer in peers.items()}
    for name, values in losses.items():
        print(f"losses of five steps, {name:5}", *(f"{value:.6f}" for value in values))
        for mine, other in zip(losses["ours"], values):
            if abs(mine - other) > 1e-3 * abs(mine):
                sys.exit("the losses differ: the steps are not the same work")
    times = {}
    for kind in KINDS:
        for peer in peers.values():
            for batch in range(3):
                peer.step(kind, batch)
        for turn in range(pairs):
            order = list(peers.items())
            random.Random(turn).shuffle(order)
            for name, peer in order:
                step = peer.step(kind, turn % 5)
                row = step["seconds"], step["cpu"], peer.memory("VmRSS"), peer.memory("VmHWM")
                times.setdefault((kind, name), []).append(row)
    for kind, title in KINDS.items():
        for name in peers:
            clock, cpu, rss, peak = (statistics.median(column) for column in zip(*times[kind, name]))
            line = f"{title:12} {name:6} {1000 * clock:8.1f} ms, CPU {1000 * cpu:8.1f} ms"
            for unit, column in (("clock", 0), ("CPU", 1)):
                if name == "ours":
                    continue
                mine = [row[column] for row in times[kind, "ours"]]
                theirs = [row[column] for row in times[kind, name]]
                low, high = interval(mine, theirs)
                ratio = statistics.median(mine) / statistics.median(theirs)
                line += f"; ours ÷ {name} by {unit} {ratio:.3f} [{low:.3f}, {high:.3f}]"
            print(line)
    for name in peers:
        rows = [row for kind in KINDS for row in times[kind, name]]
        print(f"memory {name:6} median {statistics.median(row[2] for row in rows):.0f} MiB, peak {max(row[3] for row in rows):.0f} MiB")


if __name__ == "__main__":
    main()
