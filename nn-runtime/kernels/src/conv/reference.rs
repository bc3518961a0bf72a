//! Convolution as one writes it down: what the fast one is tested against, and what targets without vectors run.

use super::{Convolution, Pass, Shape};
use crate::Start;
use crate::real::Real;
use crate::window::Window;

/// Any of the three passes.
pub fn convolution<T: Real>(job: Convolution<'_, T>) {
    let Convolution { shape, samples, pass, .. } = job;
    match pass {
        Pass::Outputs { w, x, y, start, relu } => {
            begin(y, start);
            for (x, y) in x.chunks_exact(shape.x_len()).zip(y.chunks_exact_mut(shape.y_len())).take(samples) {
                pairs(shape, |i, o, k| y[o] += w[k] * x[i]);
            }
            end(y, relu);
        }
        Pass::Inputs { w, y, x, start, relu } => {
            begin(x, start);
            for (x, y) in x.chunks_exact_mut(shape.x_len()).zip(y.chunks_exact(shape.y_len())).take(samples) {
                pairs(shape, |i, o, k| x[i] += w[k] * y[o]);
            }
            end(x, relu);
        }
        Pass::Weights { x, y, w, start } => {
            begin(w, start);
            for (x, y) in x.chunks_exact(shape.x_len()).zip(y.chunks_exact(shape.y_len())).take(samples) {
                pairs(shape, |i, o, k| w[k] += x[i] * y[o]);
            }
        }
    }
}

/// Calls `visit` with the places of an input, an output, and the weight between them, for all that there are.
#[inline(always)]
fn pairs(shape: Shape, mut visit: impl FnMut(usize, usize, usize)) {
    let [rows, columns] = shape.windows;
    let (inputs, outputs) = (shape.group_inputs(), shape.group_outputs());
    for oy in 0..rows.output() {
        for ox in 0..columns.output() {
            for ky in 0..rows.kernel {
                let Some(y) = input(rows, oy, ky) else { continue };
                for kx in 0..columns.kernel {
                    let Some(x) = input(columns, ox, kx) else { continue };
                    for c in 0..inputs {
                        for o in 0..shape.outputs {
                            visit(
                                (y * columns.len + x) * shape.inputs + o / outputs * inputs + c,
                                (oy * columns.output() + ox) * shape.outputs + o,
                                ((ky * columns.kernel + kx) * inputs + c) * shape.outputs + o,
                            );
                        }
                    }
                }
            }
        }
    }
}

/// The input that output `o` sees through `k`, unless it is padding.
#[inline(always)]
fn input(window: Window, o: usize, k: usize) -> Option<usize> {
    (o * window.stride + k * window.dilation).checked_sub(window.before).filter(|&i| i < window.len)
}

fn begin<T: Real>(values: &mut [T], start: Start<'_, T>) {
    match start {
        Start::Zero => values.fill(T::default()),
        Start::Bias(bias) => values.chunks_exact_mut(bias.len()).for_each(|pixel| pixel.copy_from_slice(bias)),
        Start::Add => {}
    }
}

fn end<T: Real>(values: &mut [T], relu: bool) {
    if relu {
        values.iter_mut().for_each(|value| *value = value.rectified());
    }
}
