"""Writes `vectors/*.safetensors`: what PyTorch computes, for the tests to compare with.

Run it with Python 3 and torch 2.15, safetensors 0.8 (`pip install torch safetensors numpy`):

    python tests/vectors.py            # every family
    python tests/vectors.py losses     # some of them

A family is a function marked `@family`; it becomes one file of that name. It calls `case(name, tensor=…, …)` for each case, or
`layer(name, module, inputs…)`, which runs a module both ways; a tensor's key in the file is `<case>/<tensor>`. All numbers
are in double precision. The same versions write the same bytes; the tests read the committed files and never need Python.
"""

import sys
from collections import OrderedDict
from copy import deepcopy
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional
from torch.optim import swa_utils

FOLDER = Path(__file__).parent / "vectors"
FAMILIES = {}
CASES = {}


def family(make):
    """Registers a family of vectors."""
    FAMILIES[make.__name__] = make
    return make


def case(name, **tensors):
    """Adds a case to the family at hand."""
    for key, tensor in tensors.items():
        assert f"{name}/{key}" not in CASES, f"two cases named {name}"
        CASES[f"{name}/{key}"] = torch.as_tensor(tensor).detach().clone().contiguous()


def random(*shape):
    """Numbers of a standard normal distribution."""
    return torch.randn(*shape)


def layer(name, module, *inputs):
    """Adds a case with a module's parameters and buffers, inputs and outputs, and all gradients for a random `dy`.

    `x` (or `x0`, `x1`, …) are the inputs, `y` the output; `dx…` and `grad.<key>` the gradients of inputs and parameters;
    `param.<key>` are parameters and buffers as they were before the call, `after.<key>` buffers that the call changed.
    """
    tensors = {f"param.{key}": value.clone() for key, value in module.state_dict().items()}
    xs = [x.clone().requires_grad_(x.is_floating_point()) for x in inputs]
    y = module(*xs)
    dy = random(*y.shape)
    y.backward(dy)
    tensors |= {"y": y, "dy": dy}
    for i, x in enumerate(xs):
        suffix = str(i) if len(xs) > 1 else ""
        tensors[f"x{suffix}"] = x
        if x.grad is not None:
            tensors[f"dx{suffix}"] = x.grad
    tensors |= {f"grad.{key}": p.grad for key, p in module.named_parameters()}
    buffers = ((key, b) for key, b in module.named_buffers() if not torch.equal(b, tensors[f"param.{key}"]))
    tensors |= {f"after.{key}": b for key, b in buffers}
    case(name, **tensors)


class Function(nn.Module):
    """A function as a module without parameters."""

    def __init__(self, function):
        super().__init__()
        self.forward = function


HEADS = {
    "linear": lambda z: z,
    "sigmoid": torch.sigmoid,
    "softmax": lambda z: functional.softmax(z, dim=1),
    "log_softmax": lambda z: functional.log_softmax(z, dim=1),
}


@family
def losses():
    """Values and gradients with respect to pre-activations `z`, of each loss with each of its options."""
    samples, features = 4, 5

    def loss(name, module, target, head="linear", z=None):
        z = (2 * random(samples, features) if z is None else z).requires_grad_()
        y = HEADS[head](z)
        value = module(y, target)
        value.backward()
        case(name, z=z, y=y, target=target, value=value, dz=z.grad)

    values = random(samples, features)
    for head in HEADS:
        loss(f"mse_{head}", nn.MSELoss(), values, head)
        loss(f"huber_{head}", nn.HuberLoss(), values, head)
    loss("huber_delta", nn.HuberLoss(delta=0.3), values)

    classes = torch.tensor([3, 0, 3, 4])
    weights = torch.tensor([0.5, 1.0, 2.0, 1.5, 0.25])
    loss("cross_entropy", nn.CrossEntropyLoss(), classes)
    loss("cross_entropy_smoothing", nn.CrossEntropyLoss(label_smoothing=0.1), classes)
    loss("cross_entropy_weights", nn.CrossEntropyLoss(weight=weights), classes)
    loss("cross_entropy_both", nn.CrossEntropyLoss(weight=weights, label_smoothing=0.3), classes)
    loss("cross_entropy_large", nn.CrossEntropyLoss(), classes, z=1000 * random(samples, features))

    chances = torch.rand(samples, features)
    each = torch.tensor([0.0, 0.5, 1.0, 2.0, 9.0])
    loss("binary_cross_entropy", nn.BCEWithLogitsLoss(), chances)
    loss("binary_cross_entropy_weight", nn.BCEWithLogitsLoss(pos_weight=torch.tensor(3.0)), chances)
    loss("binary_cross_entropy_weights", nn.BCEWithLogitsLoss(pos_weight=each), chances)
    loss("binary_cross_entropy_large", nn.BCEWithLogitsLoss(), chances, z=1000 * random(samples, features))

    for head in HEADS:
        loss(f"mae_{head}", nn.L1Loss(), values, head)

    loss("nll", nn.NLLLoss(), classes, "log_softmax")
    loss("nll_weights", nn.NLLLoss(weight=weights), classes, "log_softmax")
    loss("nll_large", nn.NLLLoss(), classes, "log_softmax", z=1000 * random(samples, features))

    loss("binary_cross_entropy_of_sigmoid", nn.BCELoss(), chances, "sigmoid")
    large = 1000 * random(samples, features)
    loss("binary_cross_entropy_of_sigmoid_large", nn.BCELoss(), chances, "sigmoid", z=large)

    shares = functional.softmax(2 * random(samples, features), dim=1)
    both = nn.CrossEntropyLoss(weight=weights, label_smoothing=0.3)
    loss("categorical_cross_entropy", nn.CrossEntropyLoss(), shares)
    loss("categorical_cross_entropy_smoothing", nn.CrossEntropyLoss(label_smoothing=0.1), shares)
    loss("categorical_cross_entropy_weights", nn.CrossEntropyLoss(weight=weights), shares)
    loss("categorical_cross_entropy_both", both, shares)
    loss("categorical_cross_entropy_large", nn.CrossEntropyLoss(), shares, z=1000 * random(samples, features))

    divergence = nn.KLDivLoss(reduction="batchmean")
    loss("kl_divergence", divergence, shares, "log_softmax")
    loss("kl_divergence_zeros", divergence, functional.one_hot(classes, features).double(), "log_softmax")
    loss("kl_divergence_large", divergence, shares, "log_softmax", z=1000 * random(samples, features))

    sides = random(samples, features).sign()
    loss("hinge", lambda y, t: functional.relu(1 - t * y).mean(), sides)

    def focal(gamma, alpha):
        """torchvision's `sigmoid_focal_loss`, with the mean."""

        def module(z, t):
            p, losses = torch.sigmoid(z), functional.binary_cross_entropy_with_logits(z, t, reduction="none")
            right = p * t + (1 - p) * (1 - t)
            return ((alpha * t + (1 - alpha) * (1 - t)) * (1 - right) ** gamma * losses).mean()

        return module

    answers = (random(samples, features) > 0).double()
    loss("focal", focal(2.0, 0.25), answers)
    loss("focal_settings", focal(1.5, 0.75), answers)
    loss("focal_large", focal(2.0, 0.25), answers, z=1000 * random(samples, features))


@family
def sample_weights():
    """Losses without a reduction, then the mean by a weight for each sample; of a loss with class weights, by both."""
    samples, features = 4, 5
    weights = torch.tensor([0.5, 2.0, 0.0, 1.25])

    def loss(name, each, target, head="linear", counts=1.0):
        z = (2 * random(samples, features)).requires_grad_()
        y = HEADS[head](z)
        value = (weights * each(y, target)).sum() / (weights * counts).sum()
        value.backward()
        case(name, z=z, y=y, target=target, value=value, dz=z.grad, weights=weights)

    def over_features(module):
        return lambda y, t: module(y, t).mean(dim=1)

    values, chances = random(samples, features), torch.rand(samples, features)
    binary = nn.BCEWithLogitsLoss(pos_weight=torch.tensor(3.0), reduction="none")
    loss("mse", over_features(nn.MSELoss(reduction="none")), values)
    loss("mae_sigmoid", over_features(nn.L1Loss(reduction="none")), values, "sigmoid")
    loss("huber_softmax", over_features(nn.HuberLoss(reduction="none")), values, "softmax")
    loss("binary_cross_entropy", over_features(binary), chances)

    classes, of_classes = torch.tensor([3, 0, 3, 4]), torch.tensor([0.5, 1.0, 2.0, 1.5, 0.25])
    both = nn.CrossEntropyLoss(weight=of_classes, label_smoothing=0.3, reduction="none")
    nll = nn.NLLLoss(weight=of_classes, reduction="none")
    loss("cross_entropy", nn.CrossEntropyLoss(reduction="none"), classes)
    loss("cross_entropy_both", both, classes, counts=of_classes[classes])
    loss("nll_weights", nll, classes, "log_softmax", of_classes[classes])

    shares = functional.softmax(2 * random(samples, features), dim=1)
    divergence = nn.KLDivLoss(reduction="none")
    loss("categorical_cross_entropy", nn.CrossEntropyLoss(reduction="none"), shares)
    loss("kl_divergence", lambda y, t: divergence(y, t).sum(dim=1), shares, "log_softmax")


@family
def dense():
    """`dense<3>` on four features, with and without bias, and on every step of a sequence."""
    layer("dense", nn.Linear(4, 3), random(5, 4))
    layer("dense_no_bias", nn.Linear(4, 3, bias=False), random(5, 4))
    layer("dense_sequence", nn.Linear(4, 3), random(5, 2, 4))


@family
def convolutions():
    """Convolutions of signals and images, their transposes: strides, paddings, dilations, groups, sides that differ."""
    layer("conv1d", nn.Conv1d(3, 5, 3), random(4, 3, 9))
    layer("conv1d_options", nn.Conv1d(4, 6, 3, stride=2, padding=2, dilation=2, groups=2, bias=False), random(3, 4, 11))
    layer("conv1d_same", nn.Conv1d(2, 3, 4, padding="same"), random(2, 2, 7))

    layer("conv2d", nn.Conv2d(1, 8, 3), random(3, 1, 8, 7))
    layer("conv2d_channels", nn.Conv2d(3, 16, 3), random(2, 3, 6, 6))
    layer("conv2d_no_bias", nn.Conv2d(6, 5, 3, bias=False), random(2, 6, 5, 6))
    layer("conv2d_sides", nn.Conv2d(2, 4, (2, 5), stride=(3, 2), padding=(1, 2)), random(3, 2, 7, 9))
    layer("conv2d_stride", nn.Conv2d(4, 8, 3, stride=2, padding=1), random(2, 4, 8, 8))
    layer("conv2d_dilation", nn.Conv2d(3, 4, 3, dilation=(2, 3)), random(2, 3, 9, 9))
    layer("conv2d_strided_dilation", nn.Conv2d(3, 4, 3, stride=2, padding=3, dilation=3), random(2, 3, 9, 8))
    layer("conv2d_groups", nn.Conv2d(6, 9, 3, padding=1, groups=3), random(2, 6, 5, 5))
    layer("conv2d_same", nn.Conv2d(3, 4, (3, 4), padding="same"), random(2, 3, 6, 7))
    layer("conv2d_pointwise", nn.Conv2d(16, 8, 1), random(2, 16, 4, 3))
    layer("conv2d_whole", nn.Conv2d(2, 3, 4), random(5, 2, 4, 4))
    layer("conv2d_relu", nn.Sequential(nn.Conv2d(2, 8, 3, padding=1), nn.ReLU()), random(2, 2, 6, 6))
    layer("conv2d_tanh", nn.Sequential(nn.Conv2d(2, 3, 3), nn.Tanh()), random(2, 2, 5, 5))

    layer("depthwise_conv2d", nn.Conv2d(8, 8, 3, padding=1, groups=8), random(2, 8, 6, 5))
    layer("depthwise_conv2d_options", nn.Conv2d(5, 5, (3, 2), stride=2, dilation=2, groups=5, bias=False), random(2, 5, 9, 9))

    layer("conv_transpose2d", nn.ConvTranspose2d(3, 5, 3), random(2, 3, 4, 5))
    layer("conv_transpose2d_stride", nn.ConvTranspose2d(8, 4, 2, stride=2), random(2, 8, 5, 5))
    layer("conv_transpose2d_options", nn.ConvTranspose2d(4, 6, (3, 4), stride=(2, 3), padding=(1, 2), output_padding=(1, 0), groups=2, bias=False), random(2, 4, 4, 5))
    layer("conv_transpose2d_dilation", nn.ConvTranspose2d(3, 4, 3, stride=2, padding=1, dilation=2), random(2, 3, 5, 4))

    # The weight behind a flattened image keeps PyTorch's order in files.
    layer("conv2d_dense", nn.Sequential(nn.Conv2d(2, 3, 3), nn.ReLU(), nn.Flatten(), nn.Linear(27, 4)), random(3, 2, 5, 5))

    # The maxima are taken with the convolution; rows and columns are left over.
    layer("conv2d_relu_pool", nn.Sequential(nn.Conv2d(3, 6, 3), nn.ReLU(), nn.MaxPool2d(2)), random(3, 3, 9, 8))
    layer("conv2d_tanh_pool", nn.Sequential(nn.Conv2d(4, 17, 3), nn.Tanh(), nn.MaxPool2d((3, 2))), random(2, 4, 9, 8))


@family
def activations():
    """Every activation: on numbers of all sizes, zero among them; those over features on sequences and large numbers too."""
    sizes = torch.tensor([0.0, -0.0, 1e-3, -1e-3, 1.0, -1.0, 30.0, -30.0])
    x = torch.cat([sizes.reshape(1, 8), 3 * random(4, 8)])

    layer("relu", nn.ReLU(), x)
    layer("leaky_relu", nn.LeakyReLU(), x)
    layer("leaky_relu_slope", nn.LeakyReLU(0.2), x)
    layer("prelu", nn.PReLU(), x)
    layer("elu", nn.ELU(), x)
    layer("elu_alpha", nn.ELU(alpha=0.5), x)
    layer("selu", nn.SELU(), x)
    layer("gelu", nn.GELU(), x)
    layer("gelu_tanh", nn.GELU(approximate="tanh"), x)
    layer("silu", nn.SiLU(), x)
    layer("mish", nn.Mish(), x)
    layer("softplus", nn.Softplus(), x)
    layer("hard_swish", nn.Hardswish(), x)
    # The definition: the derivative of `nn.Hardsigmoid` is a constant in single precision whatever the type.
    layer("hard_sigmoid", Function(lambda x: functional.relu6(x + 3) / 6), x)
    layer("sigmoid", nn.Sigmoid(), x)
    layer("tanh", nn.Tanh(), x)

    for name, module in {"softmax": nn.Softmax(dim=-1), "log_softmax": nn.LogSoftmax(dim=-1)}.items():
        layer(name, module, x)
        layer(f"{name}_sequence", module, random(5, 3, 4))
        layer(f"{name}_large", module, 300 * random(5, 8))


@family
def norms():
    """Every norm with each of its options, its parameters and statistics away from where they start."""

    def norm(name, module, x):
        for p in module.parameters():
            nn.init.uniform_(p, 0.5, 1.5)
        for key, buffer in module.named_buffers():
            if buffer.is_floating_point():
                nn.init.uniform_(buffer, 0.5, 1.5)
        layer(name, module, x)

    vectors, sequences = 2 * random(5, 6) + 1, 2 * random(5, 3, 6) + 1
    norm("layer_norm", nn.LayerNorm(6), vectors)
    norm("layer_norm_eps", nn.LayerNorm(6, eps=0.1), vectors)
    norm("layer_norm_sequence", nn.LayerNorm(6), sequences)
    norm("rms_norm", nn.RMSNorm(6), vectors)
    norm("rms_norm_eps", nn.RMSNorm(6, eps=0.1), vectors)
    norm("rms_norm_sequence", nn.RMSNorm(6), sequences)
    norm("batch_norm", nn.BatchNorm1d(6), vectors)
    norm("batch_norm_options", nn.BatchNorm1d(6, eps=0.1, momentum=0.3), vectors)
    norm("batch_norm_evaluation", nn.BatchNorm1d(6).eval(), vectors)


@family
def pools():
    """What pools, pads, upsamples, transposes, and normalises images and signals; half of the numbers are ties."""

    def norm(name, module, x):
        for p in module.parameters():
            nn.init.uniform_(p, 0.5, 1.5)
        for key, buffer in module.named_buffers():
            if buffer.is_floating_point():
                nn.init.uniform_(buffer, 0.5, 1.5)
        layer(name, module, x)

    images, signals = random(2, 5, 5, 4), random(2, 4, 9)
    tied, tied_signals = torch.round(images), torch.round(signals)

    layer("max_pool2d", nn.MaxPool2d(2), tied)
    layer("max_pool2d_overlapping", nn.MaxPool2d(3, stride=1), tied)
    layer("max_pool2d_padded", nn.MaxPool2d((3, 2), stride=(2, 1), padding=1), tied)
    layer("max_pool2d_gaps", nn.MaxPool2d(2, stride=3), tied)
    layer("max_pool1d", nn.MaxPool1d(2), tied_signals)
    layer("max_pool1d_padded", nn.MaxPool1d(3, stride=2, padding=1), tied_signals)
    layer("avg_pool2d", nn.AvgPool2d(2), images)
    layer("avg_pool2d_overlapping", nn.AvgPool2d(3, stride=1), images)
    layer("avg_pool2d_padded", nn.AvgPool2d((3, 2), stride=(2, 1), padding=1), images)
    layer("avg_pool1d", nn.AvgPool1d(2), signals)
    layer("avg_pool1d_padded", nn.AvgPool1d(3, stride=2, padding=1), signals)
    layer("global_avg_pool", nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()), images)
    layer("global_avg_pool_signal", nn.Sequential(nn.AdaptiveAvgPool1d(1), nn.Flatten()), signals)
    layer("global_max_pool", nn.Sequential(nn.AdaptiveMaxPool2d(1), nn.Flatten()), tied)
    layer("global_max_pool_signal", nn.Sequential(nn.AdaptiveMaxPool1d(1), nn.Flatten()), tied_signals)

    layer("upsample2d", nn.Upsample(scale_factor=2), images)
    layer("upsample2d_pair", nn.Upsample(scale_factor=(3, 2)), images)
    layer("pad1d", nn.ZeroPad1d(2), signals)
    layer("pad2d", nn.ZeroPad2d(1), images)
    layer("pad2d_pair", nn.ZeroPad2d((0, 0, 2, 2)), images)
    layer("transpose", Function(lambda x: x.transpose(1, 2)), signals)
    layer("spatial_dropout_evaluation", nn.Dropout2d(0.5).eval(), images)

    norm("batch_norm_image", nn.BatchNorm2d(5), images)
    norm("batch_norm_image_options", nn.BatchNorm2d(5, eps=0.1, momentum=0.3), images)
    norm("batch_norm_image_evaluation", nn.BatchNorm2d(5).eval(), images)
    norm("batch_norm_signal", nn.BatchNorm1d(4), signals)
    norm("batch_norm_signal_evaluation", nn.BatchNorm1d(4).eval(), signals)
    norm("group_norm", nn.GroupNorm(5, 5), images)
    norm("group_norm_one", nn.GroupNorm(1, 5, eps=0.1), images)
    norm("group_norm_signal", nn.GroupNorm(2, 4), signals)
    norm("group_norm_features", nn.GroupNorm(2, 6), random(3, 6))

    channels = random(2, 2, 5, 4)
    layer("concat_channels", Function(lambda a, b: torch.cat([a, b], dim=1)), images, channels)
    layer("concat_rows", Function(lambda a, b: torch.cat([a, b], dim=2)), images, random(2, 5, 1, 4))
    layer("concat_columns", Function(lambda a, b: torch.cat([a, b], dim=3)), images, random(2, 5, 5, 2))
    layer("slice_channels", Function(lambda x: x[:, 1:4]), images)
    layer("slice_rows", Function(lambda x: x[:, :, 2:]), images)
    layer("slice_columns", Function(lambda x: x[:, :, :, :3]), images)


@family
def shapes():
    """What moves numbers without changing them, and the operators."""
    vectors, others = random(5, 6), random(5, 6)
    sequences, images = random(5, 4, 3), random(5, 2, 3, 4)

    layer("dropout_evaluation", nn.Dropout(0.5).eval(), vectors)
    layer("flatten", nn.Flatten(), images)
    layer("reshape", Function(lambda x: x.reshape(-1, 4, 3, 2)), images)
    layer("slice", Function(lambda x: x[:, 2:5]), vectors)
    layer("slice_axis", Function(lambda x: x[:, :, 1:]), sequences)
    layer("slice_image", Function(lambda x: x[:, :, :2]), images)
    layer("concat", Function(lambda a, b, c: torch.cat([a, b, c], dim=1)), vectors, random(5, 1), random(5, 3))
    layer("concat_axis", Function(lambda a, b: torch.cat([a, b], dim=2)), sequences, random(5, 4, 2))
    layer("add", Function(lambda a, b: a + b), vectors, others)
    layer("sub", Function(lambda a, b: a - b), vectors, others)
    layer("mul", Function(lambda a, b: a * b), vectors, others)


@family
def optimizers():
    """The way of six parameters along a fixed sequence of gradients; halfway the learning rate is halved."""
    steps, count = 20, 6
    start, grads = random(count), random(steps, count)

    def trajectory(name, make, **options):
        w = nn.Parameter(start.clone())
        optimizer = make([w], foreach=False, **options)
        path = []
        for step, grad in enumerate(grads):
            if step == steps // 2:
                optimizer.param_groups[0]["lr"] /= 2
            w.grad = grad.clone()
            optimizer.step()
            path.append(w.detach().clone())
        case(name, path=torch.stack(path))

    case("shared", start=start, grads=grads)
    sgd, adam, adamw = torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW
    trajectory("sgd", sgd, lr=0.1)
    trajectory("sgd_decay", sgd, lr=0.1, weight_decay=0.05)
    trajectory("sgd_momentum", sgd, lr=0.1, momentum=0.9)
    trajectory("sgd_momentum_decay", sgd, lr=0.1, momentum=0.9, weight_decay=0.05)
    trajectory("sgd_nesterov", sgd, lr=0.1, momentum=0.9, nesterov=True)
    trajectory("sgd_nesterov_decay", sgd, lr=0.1, momentum=0.8, nesterov=True, weight_decay=0.05)
    trajectory("adam", adam, lr=0.01)
    trajectory("adam_decay", adam, lr=0.01, weight_decay=0.05)
    trajectory("adam_options", adam, lr=0.02, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.1)
    trajectory("adam_quick", adam, lr=0.01, betas=(0.3, 0.6))
    trajectory("adamw", adamw, lr=0.01)
    trajectory("adamw_no_decay", adamw, lr=0.01, weight_decay=0.0)
    trajectory("adamw_options", adamw, lr=0.02, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.1)
    rmsprop, adagrad, nadam, radam = torch.optim.RMSprop, torch.optim.Adagrad, torch.optim.NAdam, torch.optim.RAdam
    trajectory("rmsprop", rmsprop, lr=0.01)
    trajectory("rmsprop_options", rmsprop, lr=0.02, alpha=0.9, eps=1e-3, weight_decay=0.1)
    trajectory("rmsprop_momentum", rmsprop, lr=0.01, momentum=0.9)
    trajectory("rmsprop_centered", rmsprop, lr=0.01, alpha=0.9, eps=1e-2, centered=True)
    trajectory("rmsprop_both", rmsprop, lr=0.01, alpha=0.4, eps=1e-2, momentum=0.8, centered=True, weight_decay=0.1)
    trajectory("adagrad", adagrad, lr=0.1)
    trajectory("adagrad_options", adagrad, lr=0.1, lr_decay=0.05, eps=1e-3, initial_accumulator_value=0.5, weight_decay=0.1)
    trajectory("nadam", nadam, lr=0.01)
    trajectory("nadam_options", nadam, lr=0.02, betas=(0.8, 0.95), eps=1e-3, momentum_decay=0.5, weight_decay=0.1)
    trajectory("radam", radam, lr=0.01)
    trajectory("radam_options", radam, lr=0.02, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.1)
    trajectory("radam_short", radam, lr=0.01, betas=(0.9, 0.6))


@family
def clipping():
    """`clip_grad_norm_` below and above its bound, and `clip_grad_value_`."""
    grads = random(19)

    def clip(name, function, bound):
        w = nn.Parameter(torch.zeros_like(grads))
        w.grad = grads.clone()
        norm = function([w], bound)
        case(name, grads=grads, bound=bound, clipped=w.grad, **({} if norm is None else {"norm": norm}))

    clip("norm_above", nn.utils.clip_grad_norm_, 1.0)
    clip("norm_below", nn.utils.clip_grad_norm_, 100.0)
    clip("value", nn.utils.clip_grad_value_, 0.5)


@family
def initializers():
    """What `trunc_normal_` with its bounds at two deviations is like, and the products of rows or columns of `orthogonal_`."""
    mean, std = 0.3, 0.2
    w = nn.init.trunc_normal_(torch.empty(1_000_000), mean, std, mean - 2 * std, mean + 2 * std)
    parts = torch.arange(1, 20) / 20
    case("truncated_normal", mean=w.mean(), std=w.std(), parts=parts, quantiles=torch.quantile(w, parts))

    for name, shape in {"wide": (3, 8), "tall": (8, 3), "square": (5, 5)}.items():
        w = nn.init.orthogonal_(torch.empty(*shape), gain=1.5)
        case(f"orthogonal_{name}", products=w @ w.T if shape[0] < shape[1] else w.T @ w)


@family
def schedules():
    """The learning rate of each epoch or update, of an optimiser whose own rate is 1."""
    schedule = torch.optim.lr_scheduler

    def path(name, count, make, figures=None):
        optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=1.0)
        scheduler = make(optimizer)
        rates = []
        for step in range(count):
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            if step + 1 < count:
                scheduler.step(*([] if figures is None else [figures[step]]))
        case(name, rates=torch.tensor(rates), **({} if figures is None else {"figures": torch.tensor(figures)}))

    path("step", 10, lambda o: schedule.StepLR(o, 3))
    path("step_gamma", 10, lambda o: schedule.StepLR(o, 2, gamma=0.7))
    path("multi_step", 10, lambda o: schedule.MultiStepLR(o, [2, 5, 5, 7], gamma=0.5))
    path("exponential", 10, lambda o: schedule.ExponentialLR(o, 0.9))
    path("cosine", 20, lambda o: schedule.CosineAnnealingLR(o, 20))
    path("cosine_floor", 20, lambda o: schedule.CosineAnnealingLR(o, 20, eta_min=0.05))
    path("restarts", 30, lambda o: schedule.CosineAnnealingWarmRestarts(o, 9))
    path("restarts_mult", 60, lambda o: schedule.CosineAnnealingWarmRestarts(o, 6, T_mult=2, eta_min=0.1))
    path("one_cycle", 20, lambda o: schedule.OneCycleLR(o, 1.0, total_steps=20, cycle_momentum=False))
    path("one_cycle_linear", 20, lambda o: schedule.OneCycleLR(o, 1.0, total_steps=20, cycle_momentum=False, pct_start=0.45,
                                                               anneal_strategy="linear", div_factor=10, final_div_factor=100))
    path("warmup", 10, lambda o: schedule.LinearLR(o, total_iters=4))
    path("warmup_cosine", 20, lambda o: schedule.SequentialLR(
        o, [schedule.LinearLR(o, start_factor=0.1, total_iters=5), schedule.CosineAnnealingLR(o, 15)], milestones=[5]))

    falling = [3.0, 2.0, 1.9999, 2.1, 1.5, 1.6, 1.6, 1.6, 1.6, 1.6, 1.4, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5]
    rising = [-figure for figure in falling]
    plateau = schedule.ReduceLROnPlateau
    path("plateau", 20, lambda o: plateau(o, patience=1), falling)
    path("plateau_highest", 20, lambda o: plateau(o, mode="max", patience=2, factor=0.5), [1 / f for f in falling])
    path("plateau_negative", 20, lambda o: plateau(o, mode="max", patience=2, factor=0.5), rising)
    path("plateau_options", 20, lambda o: plateau(o, factor=0.3, patience=2, threshold=0.2, cooldown=2, min_lr=0.05), falling)


@family
def regularizers():
    """Penalties with their gradients, and `torch.renorm` of rows of which some are too long."""
    w = random(6, 4).requires_grad_()
    for name, penalty in {"l1": lambda: 0.3 * w.abs().sum(), "l2": lambda: 0.3 / 2 * (w**2).sum()}.items():
        value = penalty()
        case(name, w=w, penalty=value, dw=torch.autograd.grad(value, w)[0])
    for name, bound in {"max_norm": 1.5, "max_norm_above": 100.0}.items():
        case(name, w=w, bounded=torch.renorm(w, p=2, dim=0, maxnorm=bound))


@family
def ema():
    """The exponential moving average of six parameters that move about."""
    path = random(20, 6).cumsum(dim=0)
    model = Function(lambda x: x)
    model.w = nn.Parameter(random(6))
    for name, decay in {"ema": 0.9, "ema_short": 0.3}.items():
        average = swa_utils.get_ema_multi_avg_fn(decay)
        averaged, averages = swa_utils.AveragedModel(model, multi_avg_fn=average), []
        for w in path:
            model.w.data.copy_(w)
            averaged.update_parameters(model)
            averages.append(averaged.module.w.detach().clone())
        case(name, path=path, averages=torch.stack(averages))


# The order in which the trainer takes ten samples, epoch by epoch, where its seed is 7.
ORDER = [
    [4, 6, 2, 0, 8, 3, 7, 5, 9, 1],
    [3, 7, 4, 8, 2, 9, 5, 0, 6, 1],
    [2, 4, 0, 6, 5, 3, 9, 1, 7, 8],
    [8, 9, 6, 7, 3, 0, 5, 1, 4, 2],
    [9, 4, 0, 1, 5, 2, 7, 3, 8, 6],
]


@family
def training():
    """Whole trainings: parameters and loss of each batch, losses, rates and averaged parameters of each epoch."""
    inputs, classes, values = random(10, 3), torch.randint(0, 4, (10,)), random(10, 4)
    start = nn.Sequential(OrderedDict(first=nn.Linear(3, 5), tanh=nn.Tanh(), last=nn.Linear(5, 4)))

    def flat(net):
        return torch.cat([w.detach().reshape(-1) for w in net.parameters()])

    def run(name, loss, targets, make, schedule, by_epoch, group=1, clip=None, decay=0.0):
        net = deepcopy(start)
        optimizer = make(net.parameters())
        scheduler = schedule(optimizer)
        averaged = swa_utils.AveragedModel(net, multi_avg_fn=swa_utils.get_ema_multi_avg_fn(decay))
        path, batch_losses, losses, rates, averages, norms = [], [], [], [], [], []
        for order in torch.tensor(ORDER):
            batches, total = order.split(4), 0.0
            for group_of in (batches[i : i + group] for i in range(0, len(batches), group)):
                for batch in group_of:
                    value = loss(net(inputs[batch]), targets[batch])
                    (value / len(group_of)).backward()
                    batch_losses.append(value)
                    total += value.item() * len(batch)
                    if batch is not group_of[-1]:
                        path.append(flat(net))
                if clip is not None:
                    norms.append(nn.utils.clip_grad_norm_(net.parameters(), clip))
                rates.append(optimizer.param_groups[0]["lr"])
                optimizer.step()
                optimizer.zero_grad()
                averaged.update_parameters(net)
                path.append(flat(net))
                if not by_epoch:
                    scheduler.step()
            if by_epoch:
                scheduler.step()
            losses.append(total / len(order))
            averages.append(flat(averaged.module))
        assert clip is None or any(norm > clip for norm in norms) and any(norm < clip for norm in norms)
        params = {f"param.{key}": value for key, value in start.state_dict().items()}
        paths = {"path": torch.stack(path), "batch_losses": torch.stack(batch_losses), "averages": torch.stack(averages)}
        case(name, **params, **paths, losses=losses, rates=rates)

    case("data", inputs=inputs, classes=classes, values=values, order=torch.tensor(ORDER))
    sgd, adamw, schedules = torch.optim.SGD, torch.optim.AdamW, torch.optim.lr_scheduler
    by_epoch = lambda o: schedules.StepLR(o, 2, gamma=0.5)
    by_update = lambda o: schedules.CosineAnnealingLR(o, 10)
    make = lambda w: sgd(w, lr=0.1, momentum=0.9, weight_decay=0.05)
    run("clipped", nn.MSELoss(), values, make, by_epoch, True, clip=0.75)
    make = lambda w: adamw(w, lr=0.05, weight_decay=0.1)
    run("averaged", nn.CrossEntropyLoss(label_smoothing=0.1), classes, make, by_update, False, group=2, clip=0.5, decay=0.8)


def main(names):
    torch.set_default_dtype(torch.float64)
    FOLDER.mkdir(exist_ok=True)
    for name in names or FAMILIES:
        torch.manual_seed(1)
        CASES.clear()
        FAMILIES[name]()
        save_file(CASES, FOLDER / f"{name}.safetensors", metadata={"torch": torch.__version__.split("+")[0]})
        print(f"{name}: {len(CASES)} tensors")


if __name__ == "__main__":
    main(sys.argv[1:])
