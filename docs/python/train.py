"""A small network learns to read the factors of interest from pictures. Usage: train.py DATA.npz"""

import json
import sys

import numpy
import torch
from torch import nn
from torch.nn import functional

data = numpy.load(sys.argv[1])
description = json.loads(data["description.json"])
interest = [column for column, role in enumerate(description["roles"]) if role == "interest"]
arrays = {name: torch.from_numpy(data[name]) for name in data.files if name != "description.json"}
images, factors = arrays["train_images"], arrays["train_factors"][:, interest]
mean, deviation = factors.mean(0), factors.std(0)

torch.manual_seed(0)
layers = [nn.Conv2d(3, 32, 5, 2, 2), nn.ReLU(), nn.Conv2d(32, 64, 3, 2, 1), nn.ReLU(), nn.Flatten(), nn.LazyLinear(len(interest))]
network = nn.Sequential(*layers)
network(images[:1])  # the last layer finds out how many numbers come in
optimiser = torch.optim.Adam(network.parameters(), 3e-3)
for _ in range(300):
    rows = torch.randint(len(images), (64,))
    loss = functional.mse_loss(network(images[rows]), (factors[rows] - mean) / deviation)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()

with torch.inference_mode():
    read = network(arrays["test_images"]) * deviation + mean
errors = ((read - arrays["test_factors"][:, interest]) / deviation).square().mean(0)
for column, error in zip(interest, errors):
    print(f"{description['factors'][column]}: {error:.3f} of its variance is not read")
