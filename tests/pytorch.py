"""Writes `vectors/pytorch*.safetensors`: weights as PyTorch saves them, and what the model that has them answers.

Run it with Python 3, torch 2.15 and safetensors 0.8 (`pip install torch safetensors numpy`):

    python tests/pytorch.py

The tests read the committed files and never need Python.
"""

from collections import OrderedDict
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

FOLDER = Path(__file__).parent / "vectors"

torch.manual_seed(1)
model = nn.Sequential(
    OrderedDict(
        hidden=nn.Linear(8, 16),
        norm=nn.BatchNorm1d(16),
        act=nn.GELU(),
        block=nn.Sequential(nn.Linear(16, 16, bias=False), nn.PReLU(), nn.LayerNorm(16)),
        head=nn.Linear(16, 3),
    )
)

# A few steps, so that nothing has its initial value any more.
adam = torch.optim.Adam(model.parameters(), lr=0.05)
for _ in range(10):
    loss = nn.functional.cross_entropy(model(torch.randn(32, 8) + 1), torch.randint(3, (32,)))
    adam.zero_grad()
    loss.backward()
    adam.step()

model.eval()
x = torch.randn(5, 8)
save_file(model.state_dict(), FOLDER / "pytorch.safetensors")
save_file({key: value.half() for key, value in model.state_dict().items()}, FOLDER / "pytorch_half.safetensors")
save_file({"x": x, "y": model(x).detach()}, FOLDER / "pytorch_answers.safetensors")
