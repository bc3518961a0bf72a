"""Reads `../nn-runtime/tests/files/format_2.safetensors`, a file that a model was saved to, as a program in Python does: the
weights into a module of PyTorch, the preprocessing and the names from the metadata.

Run it with Python 3, torch 2.15 and safetensors 0.8 (`pip install torch safetensors numpy`):

    python tests/model_file.py

The tests compare the file with what is saved now, and never need Python.
"""

import json
from collections import OrderedDict
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import load_file
from torch import nn

PATH = Path(__file__).parent.parent / "nn-runtime" / "tests" / "files" / "format_2.safetensors"

with safe_open(PATH, "pt") as file:
    about = file.metadata()
assert about["nn.format"] == "2" and about["nn.network"] == "Mlp", about

model = nn.Sequential(OrderedDict(hidden=nn.Linear(8, 5), relu=nn.ReLU(), dense_1=nn.Linear(5, 3)))
model.load_state_dict(load_file(PATH))
# In memory the weights are the numbers 0/64, 1/64, … column by column; in files row by row, as PyTorch has them.
assert model.hidden.weight[0].tolist() == [i * 5 / 64 for i in range(8)], model.hidden.weight
assert model.dense_1.bias.tolist() == [i / 64 for i in (60, 61, 62)], model.dense_1.bias

shifts, factors = json.loads(about["nn.scaling.shifts"]), json.loads(about["nn.scaling.factors"])
assert shifts == [i / 10 for i in range(8)], shifts
assert factors == [0.5, 1.0, 2.0, 1 / 3, 1e-7, -1.0, 1e300, 5e-324], factors
names, classes = json.loads(about["nn.names.inputs"]), json.loads(about["nn.names.classes"])
assert names == ["age", "sex", "größe", 'a "b"', "new\nline", "", "tab\t", "\U0001f600"], names
assert classes == ["none", "some", "all"], classes
assert about["nn.schema"].startswith("columns\nnumber column \"0\"\n fill 0.1\n"), about["nn.schema"]

x = (torch.ones(8, dtype=torch.float64) - torch.tensor(shifts)) * torch.tensor(factors)
print(f"{PATH.name}: {dict(zip(classes, model(x[:8].float().clamp(-10, 10)).tolist()))}")
