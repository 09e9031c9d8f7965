"""The published generator of Spirographs, beside `spiro dataset`: how many pictures a second, and whether they are equal.

The published one is data/spirograph.py of github.com/ae-foster/invclr, which is not part of this project: clone it first. It
makes pictures in PyTorch, batch by batch, wherever training asks for some; to be a file they are collected and saved here.
Usage: generator.py INVCLR SPIRO [SAMPLES [ROUNDS]]
"""

import importlib.util
import json
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import types

import numpy
import torch

INTEREST = ["m", "b", "sigma", "rfore"]
NUISANCES = ["h", "rback", "gfore", "gback", "bfore", "bback"]
# Both name the same ten factors in the same order.
OURS = ["m", "b", "h", "sigma", "fore.r", "back.r", "fore.g", "back.g", "fore.b", "back.b"]


def published(folder):
    """Its generator with the split of its configuration. The rest of its package wants torchvision, and is not needed."""
    sys.modules["data"] = types.ModuleType("data")
    sys.modules["data.dataset"] = types.SimpleNamespace(BiaugmentTensorDataset=torch.utils.data.TensorDataset)
    found = importlib.util.spec_from_file_location("spirograph", pathlib.Path(folder, "data", "spirograph.py"))
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module.DrawSpirograph(INTEREST, NUISANCES)


def make(generator, samples, batch):
    """Pictures as it makes them, without the graph for gradients that it would build for training."""
    images = torch.empty(samples, 3, 32, 32)
    with torch.no_grad():
        interest = generator.dataset(samples, 0)[1].tensors[0]
        nuisances = generator.sample_random_numbers([samples], "cpu")
        for start in range(0, samples, batch):
            rows = slice(start, start + batch)
            images[rows] = generator(interest[rows], nuisances[rows])
    return images, interest, nuisances.detach()


def clocks(who):
    usage = resource.getrusage(who)
    return time.perf_counter(), usage.ru_utime + usage.ru_stime


def main():
    folder, spiro = sys.argv[1:3]
    samples, rounds = (int(number) for number in (*sys.argv[3:5], *("6000", "7")[len(sys.argv) - 3 :]))
    generator = published(folder)
    scratch = pathlib.Path(tempfile.mkdtemp())

    def theirs(batch):
        images, *factors = make(generator, samples, batch)
        numpy.savez(scratch / "theirs.npz", images=images, factors=torch.cat(factors, 1))

    def ours():
        out = scratch / "ours.npz"
        sizes = ["--train", str(samples), "--test", "0"]
        subprocess.run([spiro, "dataset", out, "--published", "--force", *sizes], check=True, capture_output=True)

    contenders = {f"published, batches of {batch}": lambda batch=batch: theirs(batch) for batch in (16, 64, 512)}
    contenders["spiro dataset"] = ours
    for work in contenders.values():
        work()

    data = numpy.load(scratch / "ours.npz")
    names = json.loads(data["description.json"])["factors"]
    assert names[:10] == OURS, names
    factors = dict(zip(generator.bounds, torch.from_numpy(data["train_factors"]).T))
    pick = lambda names: torch.stack([factors[name][:1000] for name in generator.bounds if name in names], 1)
    with torch.no_grad():
        difference = (generator(pick(INTEREST), pick(NUISANCES)) - torch.from_numpy(data["train_images"][:1000])).abs()
    print(f"1,000 pictures of the same factors differ by {difference.max():.1e} at most")

    times = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, work in contenders.items():
            who = resource.RUSAGE_CHILDREN if work is ours else resource.RUSAGE_SELF
            before = clocks(who)
            work()
            times[name].append([after - start for after, start in zip(clocks(who), before)])
    print(f"{samples} pictures into an .npz file, medians of {rounds} rounds, {torch.get_num_threads()} threads")
    for name, rows in times.items():
        wall, processor = (statistics.median(column) for column in zip(*rows))
        print(f"{name}: {samples / wall:.0f} a second; processor time {1e6 * processor / samples:.0f} µs each")


if __name__ == "__main__":
    main()
