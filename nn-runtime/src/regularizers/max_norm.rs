//! A bound on the norms of rows.

use crate::listing::{Place, for_each_tensor};
use crate::network::Network;
use crate::runs::Run;
use crate::scalar::Scalar;
use crate::setting::{Range, SettingError};

/// Keeps the weights that come in to each output from growing long, whatever the learning rate (N. Srivastava et al., *Dropout*, 2014,
/// section 5.1).
///
/// After an update, each row of every trained tensor of two or more dimensions, counted as in files, whose Euclidean norm is above
/// `max` is scaled down to it: w ← w max / (‖w‖ + 10⁻⁷), which is `torch.renorm(w, p=2, dim=0, maxnorm=max)`. Biases and what else has one
/// dimension stay as they are. A row with a NaN in it stays.
///
/// ```
/// # #[cfg(feature = "alloc")] {
/// use nn_runtime::prelude::*;
/// use nn_runtime::regularizers::MaxNorm;
///
/// network! { Net(x: [2]) -> [1] { x -> dense<1> } }
///
/// let mut model = Net::init(1);
/// model.dense_1.weight = SMatrix::from([[3.0], [4.0]]); // a row of norm 5
/// MaxNorm::new(2.5)?.apply(model.params_mut());
/// assert!((model.dense_1.weight - SMatrix::from([[1.5], [2.0]])).norm() < 1e-6);
/// # }
/// # Ok::<(), nn_runtime::SettingError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MaxNorm {
    max: f64,
}

/// Rows that are measured at a time, since they lie side by side where a matrix is stored by columns.
const BLOCK: usize = 16;

impl MaxNorm {
    /// The bound `max`.
    ///
    /// # Errors
    ///
    /// If `max` is not finite and above 0.
    pub const fn new(max: f64) -> Result<Self, SettingError> {
        match Range::Positive.check("MaxNorm", "max", max) {
            Ok(max) => Ok(Self { max }),
            Err(error) => Err(error),
        }
    }

    /// Scales the rows that are too long.
    pub fn apply<N: Network>(&self, net: &mut N) {
        let params = net.as_flat_mut();
        for_each_tensor::<N>(&mut |tensor| {
            if tensor.place == Place::Params && tensor.shape.len() >= 2 && is_trained::<N>(tensor.start) {
                let (rows, len) = (tensor.shape[0], tensor.shape[1..].iter().product());
                // Where the second row begins, and where the second number of a row lies.
                let (across, along) = (tensor.order.offset(tensor.shape, len), tensor.order.offset(tensor.shape, 1));
                let numbers = &mut params[tensor.start..tensor.start + tensor.len()];
                self.bound(Rows { numbers, rows, len, across, along });
            }
        });
    }

    fn bound<T: Scalar>(&self, matrix: Rows<'_, T>) {
        let Rows { numbers, rows, len, across, along } = matrix;
        for start in (0..rows).step_by(BLOCK) {
            let count = BLOCK.min(rows - start);
            let at = |row: usize, k: usize| (start + row) * across + k * along;
            let mut squares = [0.0; BLOCK];
            for k in 0..len {
                for (row, square) in squares[..count].iter_mut().enumerate() {
                    let w = numbers[at(row, k)].to_f64();
                    *square += w * w;
                }
            }
            let factors = squares.map(|square| self.factor(Scalar::sqrt(square)));
            if factors == [1.0; BLOCK] {
                continue;
            }
            for k in 0..len {
                for (row, &factor) in factors[..count].iter().enumerate() {
                    let w = &mut numbers[at(row, k)];
                    *w = T::from_f64(w.to_f64() * factor);
                }
            }
        }
    }

    /// What a row is scaled by. A norm of NaN is not above the bound.
    fn factor(&self, norm: f64) -> f64 {
        if norm > self.max { self.max / (norm + 1e-7) } else { 1.0 }
    }
}

/// A matrix with number `k` of row `i` at `numbers[i * across + k * along]`.
struct Rows<'a, T> {
    numbers: &'a mut [T],
    rows: usize,
    len: usize,
    across: usize,
    along: usize,
}

/// Whether the tensor that starts there among the parameters is trained.
fn is_trained<N: Network>(start: usize) -> bool {
    N::RUNS.as_slice().iter().any(|&Run { param, len, .. }| (param..param + len).contains(&start))
}
