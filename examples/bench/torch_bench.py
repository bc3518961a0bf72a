"""A training workload of the benchmark in PyTorch, in the ways that PyTorch offers.

torch_bench.py WORKLOAD WEIGHTS STEPS SECONDS THREADS

Prints a line for each way: its name, the smallest time of a step in microseconds, the losses of the first steps.
"""

import copy
import logging
import math
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


class Stages(nn.Sequential):
    """Stages by the names that their keys begin with; those that hold nothing have none."""

    def __init__(self, *stages):
        super().__init__()
        for i, stage in enumerate(stages):
            name, module = stage if isinstance(stage, tuple) else (f"_{i}", stage)
            self.add_module(name, module)


class ResNet8(nn.Module):
    """The image network of MLPerf Tiny."""

    def __init__(self):
        super().__init__()
        self.stem, self.stem_norm = nn.Conv2d(3, 16, 3, padding=1), nn.BatchNorm2d(16)
        for i, (a, b, stride) in enumerate([(16, 16, 1), (16, 32, 2), (32, 64, 2)], 1):
            setattr(self, f"conv{i}a", nn.Conv2d(a, b, 3, stride=stride, padding=1))
            setattr(self, f"norm{i}a", nn.BatchNorm2d(b))
            setattr(self, f"conv{i}b", nn.Conv2d(b, b, 3, padding=1))
            setattr(self, f"norm{i}b", nn.BatchNorm2d(b))
            if stride > 1:
                setattr(self, f"skip{i}", nn.Conv2d(a, b, 1, stride=stride))
        self.head = nn.Linear(64, 10)

    def forward(self, x):
        x = self.stem_norm(self.stem(x)).relu()
        for i in [1, 2, 3]:
            part = lambda name: getattr(self, name)
            block = part(f"norm{i}a")(part(f"conv{i}a")(x)).relu()
            block = part(f"norm{i}b")(part(f"conv{i}b")(block))
            x = ((part(f"skip{i}")(x) if i > 1 else x) + block).relu()
        return self.head(x.mean((2, 3)))


def ds_cnn():
    """The keyword network of MLPerf Tiny."""
    blocks = [
        Stages(
            ("depthwise", nn.Conv2d(64, 64, 3, padding=1, groups=64)), ("depthwise_norm", nn.BatchNorm2d(64)), nn.ReLU(),
            ("pointwise", nn.Conv2d(64, 64, 1)), ("pointwise_norm", nn.BatchNorm2d(64)), nn.ReLU(),
        )
        for _ in range(4)
    ]
    return Stages(
        ("stem", nn.Conv2d(1, 64, (10, 4), stride=2, padding=(5, 1))), ("stem_norm", nn.BatchNorm2d(64)), nn.ReLU(),
        ("blocks", nn.Sequential(*blocks)), nn.AdaptiveAvgPool2d(1), nn.Flatten(), ("head", nn.Linear(64, 12)),
    )


def cnn_small():
    return Stages(
        ("conv2d_1", nn.Conv2d(1, 8, 3)), nn.ReLU(), nn.MaxPool2d(2), ("conv2d_2", nn.Conv2d(8, 16, 3)), nn.ReLU(),
        nn.MaxPool2d(2), nn.Flatten(), ("dense_1", nn.Linear(400, 64)), nn.ReLU(), ("dense_2", nn.Linear(64, 10)),
    )


def lenet5():
    return Stages(
        ("conv2d_1", nn.Conv2d(1, 6, 5)), nn.ReLU(), nn.MaxPool2d(2), ("conv2d_2", nn.Conv2d(6, 16, 5)), nn.ReLU(),
        nn.MaxPool2d(2), nn.Flatten(), ("dense_1", nn.Linear(256, 120)), nn.ReLU(), ("dense_2", nn.Linear(120, 84)),
        nn.ReLU(), ("dense_3", nn.Linear(84, 10)),
    )


# Network, batch, shape of a sample, classes, learning rate.
IMAGES = {
    "cnn_small": (cnn_small, 32, (1, 28, 28), 10, 1e-3),
    "lenet5": (lenet5, 128, (1, 28, 28), 10, 1e-3),
    "resnet8": (ResNet8, 32, (3, 32, 32), 10, 1e-4),
    "ds_cnn": (ds_cnn, 32, (1, 49, 10), 12, 1e-4),
}


def classes(batch, count):
    return torch.tensor([(7 * i + 3) % count for i in range(batch)])


def workload(name):
    """Network, samples, shape of a sample, targets, loss, optimiser."""
    if name in IMAGES:
        net, batch, shape, count, rate = IMAGES[name]
        return net(), batch, shape, classes(batch, count), nn.CrossEntropyLoss(), (torch.optim.Adam, rate)
    if name == "xor":
        net = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1), nn.Sigmoid())
        return net, 4, (2,), torch.tensor([[0.0], [1.0], [1.0], [0.0]]), nn.MSELoss(), (torch.optim.SGD, 0.1)
    if name == "mlp_deep":
        blocks = [Residual(64) for _ in range(7)]
        net = nn.Sequential(nn.Linear(32, 64), *blocks, nn.LayerNorm(64), nn.Linear(64, 8))
        return net, 16, (32,), classes(16, 8), nn.CrossEntropyLoss(), (torch.optim.AdamW, 1e-3)
    widths, batch = {
        "mlp_small": ((64, 32, 10), 32),
        "mlp_mnist": ((784, 128, 10), 64),
        "mlp_wide": ((784, 512, 256, 10), 128),
        "mlp_odd": ((37, 53, 29, 7), 24),
    }[name]
    return mlp(*widths), batch, (widths[0],), classes(batch, widths[-1]), nn.CrossEntropyLoss(), (torch.optim.Adam, 1e-3)


def key_order(key):
    """Stages in the order of the source: unnamed ones end in their number, blocks of a repeat stand between."""
    parts = key.split(".")
    if parts[0].startswith("repeat"):
        return (1, int(parts[1]), 0 if "norm" in parts[2] else 1, parts[-1] != "weight")
    number = int(parts[0].rsplit("_", 1)[1])
    last = parts[0].startswith("layer_norm")
    return (0 if number == 1 and not last else 2, 0 if last else number, 0, parts[-1] != "weight")


def load(net, ours):
    """Has the network begin with these weights: by name where they have the same names, else in the order of the source."""
    if not any(key.split(".")[0] in dict(net.named_children()) for key in ours):
        for param, key in zip(net.parameters(), sorted(ours, key=key_order), strict=True):
            assert param.shape == ours[key].shape, (key, param.shape, ours[key].shape)
            param.copy_(ours[key])
        return
    missing, surplus = net.load_state_dict(ours, strict=False)
    missing = [key for key in missing if not key.endswith("num_batches_tracked")]
    assert not missing and not surplus, (missing, surplus)


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
    net, batch, shape, target, loss_of, (rule, rate) = workload(name)
    with torch.no_grad():
        load(net, load_file(weights))
    x = inputs(math.prod(shape) * batch).reshape(batch, *shape)

    def way(memory=torch.contiguous_format, **settings):
        own = copy.deepcopy(net).to(memory_format=memory)
        samples = x.to(memory_format=memory)
        return step_of(own, samples, target, loss_of, rule(own.parameters(), lr=rate, **settings))

    measure("eager", way(), steps, seconds)
    measure("fused", way(fused=True), steps, seconds)
    if len(shape) == 3:
        measure("channels_last", way(torch.channels_last, fused=True), steps, seconds)
    try:
        measure("compiled", torch.compile(way()), steps, seconds)
    except Exception as error:  # there may be no C++ compiler
        print(f"torch.compile does not work here, and is left out: {type(error).__name__}", file=sys.stderr)


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    main()
