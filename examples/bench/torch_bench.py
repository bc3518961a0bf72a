"""A training workload of the benchmark in PyTorch, in the ways that PyTorch offers.

torch_bench.py WORKLOAD WEIGHTS STEPS SECONDS THREADS

Prints a line for each way: its name, the smallest time of a step in microseconds, the losses of the first steps.
"""

import copy
import logging
import sys
import time

import torch
from safetensors.torch import load_file
from torch import nn

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15


def mix(z):
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def inputs(count):
    """The numbers of the benchmark: counter-based, of ±1."""
    key = mix((1 + GOLDEN) & MASK)
    key = mix(key ^ mix((GOLDEN * GOLDEN) & MASK))
    bits = (mix((key + i * GOLDEN) & MASK) for i in range(count))
    return torch.tensor([2.0 * ((b >> 11) / (1 << 53)) - 1.0 for b in bits], dtype=torch.float32)


class Residual(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.block = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, width), nn.GELU())

    def forward(self, x):
        return x + self.block(x)


def mlp(*widths):
    layers = []
    for a, b in zip(widths, widths[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def classes(batch, count):
    return torch.tensor([(7 * i + 3) % count for i in range(batch)])


def workload(name):
    """Network, samples, features, targets, loss, optimiser."""
    if name == "xor":
        net = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1), nn.Sigmoid())
        return net, 4, 2, torch.tensor([[0.0], [1.0], [1.0], [0.0]]), nn.MSELoss(), (torch.optim.SGD, 0.1)
    if name == "mlp_deep":
        blocks = [Residual(64) for _ in range(7)]
        net = nn.Sequential(nn.Linear(32, 64), *blocks, nn.LayerNorm(64), nn.Linear(64, 8))
        return net, 16, 32, classes(16, 8), nn.CrossEntropyLoss(), (torch.optim.AdamW, 1e-3)
    widths, batch = {
        "mlp_small": ((64, 32, 10), 32),
        "mlp_mnist": ((784, 128, 10), 64),
        "mlp_wide": ((784, 512, 256, 10), 128),
        "mlp_odd": ((37, 53, 29, 7), 24),
    }[name]
    return mlp(*widths), batch, widths[0], classes(batch, widths[-1]), nn.CrossEntropyLoss(), (torch.optim.Adam, 1e-3)


def key_order(key):
    """Stages in the order of the source: unnamed ones end in their number, blocks of a repeat stand between."""
    parts = key.split(".")
    if parts[0].startswith("repeat"):
        return (1, int(parts[1]), 0 if "norm" in parts[2] else 1, parts[-1] != "weight")
    number = int(parts[0].rsplit("_", 1)[1])
    last = parts[0].startswith("layer_norm")
    return (0 if number == 1 and not last else 2, 0 if last else number, 0, parts[-1] != "weight")


def step_of(net, x, target, loss_of, optimizer):
    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of(net(x), target)
        loss.backward()
        optimizer.step()
        return loss

    return step


def measure(way, step, steps, seconds):
    losses = [step().item() for _ in range(steps)]
    for _ in range(20):
        step()
    best, start = float("inf"), time.perf_counter()
    while time.perf_counter() - start < seconds:
        before = time.perf_counter()
        for _ in range(10):
            step()
        best = min(best, (time.perf_counter() - before) / 10)
    print(way, 1e6 * best, *losses)


def main():
    name, weights, steps, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
    torch.set_num_threads(int(sys.argv[5]))
    torch.set_flush_denormal(True)
    net, batch, features, target, loss_of, (rule, rate) = workload(name)
    with torch.no_grad():
        ours = load_file(weights)
        for param, key in zip(net.parameters(), sorted(ours, key=key_order), strict=True):
            assert param.shape == ours[key].shape, (key, param.shape, ours[key].shape)
            param.copy_(ours[key])
    x = inputs(features * batch).reshape(batch, features)

    def way(**settings):
        own = copy.deepcopy(net)
        return step_of(own, x, target, loss_of, rule(own.parameters(), lr=rate, **settings))

    measure("eager", way(), steps, seconds)
    measure("fused", way(fused=True), steps, seconds)
    try:
        measure("compiled", torch.compile(way()), steps, seconds)
    except Exception as error:  # there may be no C++ compiler
        print(f"torch.compile does not work here, and is left out: {type(error).__name__}", file=sys.stderr)


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    main()
