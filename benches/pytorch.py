"""PyTorch on the workloads of benches/timings: the same network, weights, critic and optimiser.

What comes out is compared first, with a file that the program `reference` has written. Prints a line of JSON for each
timing. Usage: pytorch.py WEIGHTS REFERENCE THREADS [--quick]
"""

import json
import struct
import sys
import time

import torch
from torch import nn
from torch.nn import functional

# Constants of src/encoder/mod.rs, src/objective/ and src/training/settings.rs.
MID_GREY, STEM_STRIDE, CELLS = 0.4, 4, 2
SMALLEST_VARIANCE, TEMPERATURE, LEARNING_RATE = 1e-6, 0.1, 5e-4
TOLERANCE = 1e-3


def tensors(file):
    """The tensors of a safetensors file as float32: length of the header, header in JSON, numbers."""
    with open(file, "rb") as opened:
        (length,) = struct.unpack("<Q", opened.read(8))
        header, numbers = json.loads(opened.read(length)), bytearray(opened.read())
    header.pop("__metadata__", None)
    kinds = {"F16": torch.float16, "F32": torch.float32}

    def tensor(entry):
        start, end = entry["data_offsets"]
        values = torch.frombuffer(numbers, dtype=kinds[entry["dtype"]], offset=start)
        count = 1
        for size in entry["shape"]:
            count *= size
        return values[:count].to(torch.float32).reshape(entry["shape"]).clone()

    return {name: tensor(entry) for name, entry in header.items()}


class Convolution(nn.Module):
    def __init__(self, arrays, name, stride):
        super().__init__()
        self.weight = nn.Parameter(arrays[f"{name}.weight"])
        self.bias = nn.Parameter(arrays[f"{name}.bias"])
        self.stride = stride

    def forward(self, images):
        padding = self.weight.shape[-1] // 2
        return functional.conv2d(images, self.weight, self.bias, self.stride, padding)


class Block(nn.Module):
    def __init__(self, arrays, name, stride):
        super().__init__()
        self.first = Convolution(arrays, f"{name}.first", stride)
        self.second = Convolution(arrays, f"{name}.second", 1)
        has_shortcut = f"{name}.shortcut.weight" in arrays
        self.shortcut = Convolution(arrays, f"{name}.shortcut", stride) if has_shortcut else nn.Identity()

    def forward(self, images):
        branch = self.second(functional.relu(self.first(images)))
        return functional.relu(self.shortcut(images) + branch)


class Encoder(nn.Module):
    def __init__(self, arrays, name):
        super().__init__()
        self.stem = Convolution(arrays, f"{name}.stem", STEM_STRIDE)
        self.position = nn.Parameter(arrays[f"{name}.position"])
        places = {key.removeprefix(f"{name}.stages.") for key in arrays if key.startswith(f"{name}.stages.")}
        places = sorted({tuple(int(part) for part in place.split(".")[:2]) for place in places})
        stages = 1 + max(stage for stage, _ in places)
        self.stages = nn.ModuleList(
            nn.Sequential(
                *(
                    Block(arrays, f"{name}.stages.{stage}.{block}", 2 if stage > 0 and block == 0 else 1)
                    for of, block in places
                    if of == stage
                )
            )
            for stage in range(stages)
        )

    def forward(self, images):
        features = functional.relu(self.stem(images - MID_GREY) + self.position)
        parts = []
        for stage in self.stages:
            features = stage(features)
            parts.append(features.mean((2, 3)))
        cells = functional.avg_pool2d(features, features.shape[-1] // CELLS)
        parts[-1] = cells.permute(0, 2, 3, 1).flatten(1)
        return torch.cat(parts, 1)


class Learner(nn.Module):
    """The encoder with its critic: standardisation over the batch, linear, ReLU, linear."""

    def __init__(self, arrays):
        super().__init__()
        self.encoder = Encoder(arrays, "learner.encoder")
        layers = [f"learner.critic.{layer}" for layer in ("hidden", "projection")]
        self.weights = nn.ParameterList(nn.Parameter(arrays[f"{layer}.weight"]) for layer in layers)
        self.biases = nn.ParameterList(nn.Parameter(arrays[f"{layer}.bias"]) for layer in layers)

    def loss(self, images):
        """NT-Xent of pictures: the first views of all pairs, then the second ones."""
        rows = self.encoder(images)
        rows = (rows - rows.mean(0)) / (rows.var(0, correction=0) + SMALLEST_VARIANCE).sqrt()
        rows = functional.relu(rows @ self.weights[0] + self.biases[0]) @ self.weights[1] + self.biases[1]
        rows = functional.normalize(rows)
        similarities = (rows @ rows.T / TEMPERATURE).fill_diagonal_(-1e4)
        return functional.cross_entropy(similarities, torch.arange(len(rows)).roll(len(rows) // 2))


def trainer(arrays):
    """A function that does a step on a batch of pictures and returns its loss."""
    learner = Learner({name: array.clone() for name, array in arrays.items()})
    optimiser = torch.optim.AdamW(learner.parameters(), lr=LEARNING_RATE, eps=1e-8, weight_decay=0.0)

    def step(images):
        optimiser.zero_grad()
        loss = learner.loss(images)
        loss.backward()
        optimiser.step()
        return loss.item()

    return step


def compare(what, found, expected):
    difference = (found - expected).abs().max().item()
    if not difference <= TOLERANCE:
        sys.exit(f"PyTorch's {what} differ by {difference} from ours.")
    print(json.dumps({"compared": what, "difference": difference}), flush=True)


def measure(what, size, work, seconds):
    """Times a piece of work until the seconds are over, at least three times, after a warm-up of a quarter of that."""
    start = time.perf_counter()
    while time.perf_counter() - start < seconds / 4:
        work()
    times = []
    while len(times) < 3 or time.perf_counter() - start < seconds * 5 / 4:
        before = time.perf_counter()
        work()
        times.append(1e3 * (time.perf_counter() - before))
    print(json.dumps({"what": what, "size": size, "milliseconds": times}), flush=True)


def main():
    weights, reference, threads = sys.argv[1:4]
    seconds = 1 if "--quick" in sys.argv else 4
    torch.set_num_threads(int(threads))
    encoder, arrays = Encoder(tensors(weights), "encoder").eval(), tensors(reference)
    with torch.inference_mode():
        compare("representations", encoder(arrays["pictures.0"]), arrays["representations"])
    step = trainer(arrays)
    losses = [step(arrays[f"pictures.{index}"]) for index in range(len(arrays["losses"]))]
    compare("losses", torch.tensor(losses), arrays["losses"])

    def encode(images):
        with torch.inference_mode():
            return encoder(images)

    # Any pictures will do: those of the reference, as often as it takes.
    pictures = torch.cat([arrays[f"pictures.{index}"] for index in range(len(arrays["losses"]))])
    repeated = pictures.repeat(4, 1, 1, 1)
    for batch in (1, 16, 64, 256):
        images = repeated[:batch].clone()
        measure("encode", batch, lambda: encode(images), seconds)
    for pairs in (16, 64, 256):
        images = repeated[: 2 * pairs].clone()
        step = trainer(arrays)
        measure("step", pairs, lambda: step(images), seconds)


if __name__ == "__main__":
    main()
