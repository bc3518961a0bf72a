"""Writes `vectors/metrics.safetensors`: what scikit-learn computes, for the tests to compare with.

Run it with Python 3, scikit-learn 1.9 and safetensors 0.8 (`pip install scikit-learn safetensors numpy`):

    python tests/metrics.py

A tensor's key in the file is `<case>/<tensor>`; all numbers are in double precision. Scores and probabilities are multiples of a power of
two, so that single precision holds them exactly, ties included. The same versions write the same bytes; the tests read the committed
file and never need Python.
"""

from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from sklearn import metrics
from sklearn.calibration import calibration_curve

FILE = Path(__file__).parent / "vectors/metrics.safetensors"
CASES = {}
rng = np.random.default_rng(1)


def case(name, **tensors):
    """Adds a case: whole numbers as they are, others in double precision."""
    for key, tensor in tensors.items():
        array = np.atleast_1d(np.asarray(tensor))
        CASES[f"{name}/{key}"] = array.astype(np.int64 if array.dtype.kind in "iu" else np.float64)


def classes(name, truth, predicted, count):
    """Metrics of predicted classes, of which some may occur nowhere."""
    labels = np.arange(count)
    expected = {"confusion": metrics.confusion_matrix(truth, predicted, labels=labels).ravel()}
    scores = {"precision": metrics.precision_score, "recall": metrics.recall_score, "f1": metrics.f1_score}
    for metric, score in scores.items():
        for average in [None, "macro", "micro", "weighted"]:
            value = score(truth, predicted, labels=labels, average=average, zero_division=0)
            expected[f"{metric}_{average or 'by_class'}"] = value
    expected["accuracy"] = metrics.accuracy_score(truth, predicted)
    case(name, truth=truth, predicted=predicted, **expected)


def calibration_error(truth, probabilities, bins):
    """The sum over the bins of a calibration curve."""
    confidence, right = probabilities.max(axis=1), (probabilities.argmax(axis=1) == truth).astype(int)
    accuracy, mean = calibration_curve(right, confidence, n_bins=bins, strategy="uniform")
    counts = np.bincount(np.searchsorted(np.linspace(0, 1, bins + 1)[1:-1], confidence))
    return (counts[counts > 0] * np.abs(accuracy - mean)).sum() / len(truth)


def probabilities(name, samples, count, denominator):
    """Metrics of probabilities of several classes: multiples of 1 / denominator that add up to 1."""
    truth = rng.permutation(np.arange(samples) % count)
    weights = rng.dirichlet(np.full(count, 0.5), samples)
    weights[np.arange(samples), truth] += 0.15
    p = np.array([rng.multinomial(denominator, w / w.sum()) for w in weights]) / denominator
    labels = np.arange(count)
    case(
        name,
        truth=truth,
        p=p,
        argmax=p.argmax(axis=1),
        top_k=[metrics.top_k_accuracy_score(truth, p, k=k, labels=labels) for k in range(1, count)],
        roc_auc_by_class=metrics.roc_auc_score(truth, p, multi_class="ovr", average=None),
        roc_auc_macro=metrics.roc_auc_score(truth, p, multi_class="ovr"),
        average_precision_by_class=metrics.average_precision_score(truth, p, average=None),
        average_precision_macro=metrics.average_precision_score(truth, p),
        log_loss_f64=metrics.log_loss(truth, p),
        log_loss_f32=metrics.log_loss(truth, p.astype(np.float32)),
        calibration=[calibration_error(truth, p, bins) for bins in [1, 2, 5, 10, 15]],
    )


def ranks(name, samples, steps):
    """Metrics of scores of two classes, on so many different scores."""
    truth = rng.permutation((np.arange(samples) % 3 == 0).astype(int))
    scores = (rng.integers(0, steps, samples) + truth * (steps // 4)) / 64 - 1
    case(
        name,
        truth=truth,
        scores=scores,
        roc_auc=metrics.roc_auc_score(truth, scores),
        average_precision=metrics.average_precision_score(truth, scores),
    )


def numbers(name, truth, predicted):
    """Metrics of numbers, a row a sample."""
    case(
        name,
        truth=truth,
        predicted=predicted,
        mean_absolute_error=metrics.mean_absolute_error(truth, predicted),
        root_mean_squared_error=metrics.root_mean_squared_error(truth, predicted),
        r2_score=metrics.r2_score(truth, predicted),
    )


classes("classes", rng.integers(0, 5, 60), rng.integers(0, 5, 60), 5)
classes("classes_absent", rng.choice([0, 2, 3], 30), rng.choice([0, 1, 3], 30), 5)
classes("classes_perfect", np.arange(5), np.arange(5), 5)
classes("classes_wrong", np.arange(4), np.arange(4) + 1, 5)
probabilities("coarse", 40, 4, 8)
probabilities("fine", 200, 4, 2**20)
ranks("ties", 50, 8)
ranks("spread", 100, 4096)
ranks("level", 12, 1)

truth = rng.integers(-64, 64, (30, 3)) / 16
numbers("numbers", truth, truth + rng.integers(-16, 16, (30, 3)) / 16)
constant = truth.copy()
constant[:, 0], constant[:, 2] = 2.0, -1.0
predicted = truth.copy()
predicted[:, 2] = -1.0
numbers("numbers_constant", constant, predicted)

save_file(CASES, FILE)
