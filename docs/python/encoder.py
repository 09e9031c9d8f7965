"""A shipped encoder in PyTorch. Usage: encoder.py WEIGHTS IMAGES NAME REPRESENTATIONS, the last as `spiro encode` wrote it."""

import json
import sys

import torch
from safetensors import safe_open
from safetensors.torch import load_file
from torch.nn.functional import adaptive_avg_pool2d, conv2d, relu

with safe_open(sys.argv[1], "pt") as file:
    shape = json.loads(file.metadata()["spirograph"])["architecture"]
    weights = {name: file.get_tensor(name).float() for name in file.keys()}


def convolution(images, name, stride=1):
    weight, bias = weights[f"encoder.{name}.weight"], weights[f"encoder.{name}.bias"]
    return conv2d(images, weight, bias, stride, weight.shape[-1] // 2)


def block(images, name, stride):
    branch = convolution(relu(convolution(images, f"{name}.first", stride)), f"{name}.second")
    changes_shape = f"encoder.{name}.shortcut.weight" in weights
    return relu(branch + (convolution(images, f"{name}.shortcut", stride) if changes_shape else images))


def represent(images):
    """Representations [N, dimension] of images [N, 3, 32, 32]."""
    features = relu(convolution(images - 0.4, "stem", shape.get("stride", 4)) + weights["encoder.position"])
    means = []
    for stage in range(len(shape["widths"])):
        for index in range(shape["blocks"]):
            features = block(features, f"stages.{stage}.{index}", 2 if stage > 0 and index == 0 else 1)
        means.append(features.mean((2, 3)))
    # The last stage is averaged over each quarter of the picture; the channels of a quarter are neighbours.
    quarters = adaptive_avg_pool2d(features, 2).permute(0, 2, 3, 1).flatten(1)
    joined = torch.cat([*(means[:-1] if shape.get("joins_stages", True) else []), quarters], 1)
    if not shape.get("neck"):
        return joined
    linear = lambda rows, name: rows @ weights[f"encoder.neck.{name}.weight"] + weights[f"encoder.neck.{name}.bias"]
    return linear(relu(linear(joined, "hidden")), "out")


if __name__ == "__main__":
    name, images, expected = sys.argv[3], load_file(sys.argv[2]), load_file(sys.argv[4])["representations"]
    with torch.inference_mode():
        found = represent(images[name].flatten(0, -4))
    difference = (found - expected).abs().max() / expected.std()
    print(f"{len(found)} representations differ by {difference:.1e} of their standard deviation at most")
