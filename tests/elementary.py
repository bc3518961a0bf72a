"""Writes `nn-runtime/tests/kernels/elementary.txt`: elementary functions, exactly, for the tests to compare with.

Run it with Python 3 and mpmath (`pip install mpmath`):

    python tests/elementary.py

For each function and each type the arguments go over the whole range: magnitudes from subnormal numbers to the largest, in
both signs; the neighbourhoods of numbers at which an implementation changes its ways; and random numbers of the range in
which the function is neither constant nor lost. A line is the type, the function, the bits of x, the bits of the number nearest
to f(x), and how far above that number f(x) lies, in units of its last place. The same versions write the same bytes; the
tests read the committed file and never need Python.
"""

import random
import struct
from pathlib import Path

from mpmath import erfc, exp, expm1, inf, isinf, ldexp, log, log1p, mp, mpf, npdf, sqrt, tanh

FILE = Path(__file__).parent.parent / "nn-runtime/tests/kernels/elementary.txt"
mp.dps = 60
RANDOM, STEPS = 160, 44


def phi(x):
    """The distribution function of the standard normal."""
    return erfc(-x / sqrt(2)) / 2


# Name, function, range in f32 and in f64 in which it is neither constant nor lost, special points.
FUNCTIONS = [
    ("exp", exp, (-104, 89), (-746, 710), [1, 0.5]),
    ("exp_m1", expm1, (-18, 89), (-38, 710), [1, 0.34657359, 1.0397207]),
    ("ln", log, (0, 20), (0, 20), [1, 2, 0.5, 1.41421356, 0.70710678]),
    ("ln_1p", log1p, (-1, 20), (-1, 20), [1, 0.41421356, -0.29289322, -0.5]),
    ("tanh", tanh, (-10, 10), (-20, 20), [1, 0.17328679, 0.54930614]),
    ("erfc", erfc, (-4, 10.1), (-6, 26.6), [1, 2.5, 3.5]),
    ("phi", phi, (-14.2, 6), (-38, 9), [1, 3.5355339, 4.9497475]),
    ("density", npdf, (-14.3, 14.3), (-38, 38), [1, 3.5355339, 4.9497475]),
]


class Type:
    """A floating-point type: its bits, and the bits of its fraction and the exponent of its smallest number."""

    def __init__(self, name, bits, code, integer, digits, least):
        self.name, self.bits, self.code, self.integer, self.digits, self.least = name, bits, code, integer, digits, least
        self.largest = (mpf(2) - ldexp(1, 1 - digits)) * ldexp(1, 2 ** (bits - digits - 1) - 1)

    def near(self, x):
        """The number of the type next to a float."""
        return struct.unpack(self.code, struct.pack(self.code, x))[0]

    def pattern(self, x):
        """The bits of a number of the type."""
        return struct.unpack(self.integer, struct.pack(self.code, x))[0]

    def neighbours(self, x):
        """A positive number of the type and those beside it."""
        bits = self.pattern(self.near(x))
        return [struct.unpack(self.code, struct.pack(self.integer, bits + i))[0] for i in range(-2, 3)]

    def round(self, y):
        """The nearest number of the type, and the rest in units of its last place; of what overflows, infinity and 0."""
        if y == 0:
            return 0.0, 0.0
        _, exponent = mp.frexp(y)
        unit = max(exponent - self.digits, self.least)
        whole = int(mp.nint(ldexp(y, -unit)))
        if abs(ldexp(mpf(whole), unit)) > self.largest:
            return (float("inf") if y > 0 else float("-inf")), 0.0
        return float(ldexp(mpf(whole), unit)), float(ldexp(y, -unit) - whole)


TYPES = [
    Type("f32", 32, "<f", "<I", 24, -149),
    Type("f64", 64, "<d", "<Q", 53, -1074),
]


def arguments(kind, low, high, special):
    """Where a function is tested."""
    rng = random.Random(1)
    top = 127 if kind.bits == 32 else 1023
    magnitudes = [ldexp(1 + mpf(rng.random()), kind.least + (top - kind.least) * i // STEPS) for i in range(STEPS)]
    small = [ldexp(1 + mpf(rng.random()), -i) for i in range(1, 2 * kind.digits // 3, 2)]
    xs = [kind.near(float(x)) for x in magnitudes + small]
    for point in special:
        xs += kind.neighbours(point)
    xs += [-x for x in xs] + [kind.near(rng.uniform(low, high)) for _ in range(RANDOM)]
    return sorted(set(xs))


def value(function, x):
    """The function, 0 or ±infinity where the exact number would take too many digits."""
    if function in (exp, expm1) and x > 800:
        return inf
    if function is exp and x < -800:
        return mpf(0)
    if function in (erfc, phi, npdf) and abs(x) > 60:
        return mpf({erfc: 0 if x > 0 else 2, phi: 1 if x > 0 else 0, npdf: 0}[function])
    with mp.workdps(60 if abs(x) > 1e-15 else 700):
        return function(mpf(x))


def rows(kind, name, function, low, high, special):
    """The lines of one function."""
    width = kind.bits // 4
    for x in arguments(kind, low, high, special):
        if function is log and x <= 0 or function is log1p and x <= -1:
            continue
        y = value(function, x)
        nearest, rest = (float(y), 0.0) if isinf(y) else kind.round(y)
        yield f"{kind.name} {name} {kind.pattern(x):0{width}x} {kind.pattern(nearest):0{width}x} {rest:.3f}\n"


def main():
    """Writes the file."""
    with open(FILE, "w", encoding="utf-8") as file:
        for kind in TYPES:
            for name, function, singles, doubles, special in FUNCTIONS:
                file.writelines(rows(kind, name, function, *(singles if kind.bits == 32 else doubles), special))


if __name__ == "__main__":
    main()
