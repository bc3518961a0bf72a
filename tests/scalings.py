"""Writes `vectors/scalings.safetensors`: what scikit-learn's scalers make of samples, for the tests to compare with.

Run it with Python 3, scikit-learn 1.9 and safetensors 0.8 (`pip install scikit-learn safetensors numpy`):

    python tests/scalings.py

A tensor's key in the file is `<case>/<tensor>`; all numbers are in double precision. The tests read the committed file and never need
Python.
"""

from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from sklearn.preprocessing import MinMaxScaler, StandardScaler

CASES = {}
rng = np.random.default_rng(1)


def case(name, train, test):
    """What scalers that are fitted to `train` make of `test`."""
    scaled = {s: scaler().fit(train).transform(test) for s, scaler in [("standard", StandardScaler), ("min_max", MinMaxScaler)]}
    for key, array in {"train": train, "test": test, **scaled}.items():
        CASES[f"{name}/{key}"] = np.ascontiguousarray(array, dtype=np.float64)


# Columns of several sizes; the last two are the same in all samples, in a number that is not exact.
train = rng.normal([0, 5, -300, 0, 0], [1, 20, 0.01, 0, 0], (50, 5)) + [0, 0, 0, 0.1, 1e6 / 3]
case("plain", train, train[:7] + 1)
case("one", train[:1], train[:3])
# A large offset, of which single precision leaves the distances exact.
case("offset", 2.0**23 + rng.integers(0, 8, (40, 5)), 2.0**23 + rng.integers(0, 8, (4, 5)))

save_file(CASES, Path(__file__).parent / "vectors/scalings.safetensors")
