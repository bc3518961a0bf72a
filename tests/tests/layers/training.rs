//! Every layer in networks that train, in both precisions.

use nn_runtime::losses::Mse;
use nn_runtime::nalgebra::SMatrix;
use nn_runtime::optimizers::{Rule, Sgd};
use nn_runtime::{Batch, Model, Scalar, Step, Workspace, network};

network! {
    /// Every activation without arguments, and those whose arguments have defaults.
    Bends(x: [6]) -> [6] {
        x -> dense<6> -> relu -> dense<6> -> leaky_relu -> dense<6> -> elu -> dense<6> -> selu
            -> dense<6> -> gelu -> dense<6> -> silu -> dense<6> -> mish -> dense<6> -> softplus
            -> dense<6> -> hard_swish -> dense<6> -> hard_sigmoid -> dense<6> -> sigmoid -> dense<6> -> tanh
            -> prelu -> dense<6>
    }

    /// Activations with arguments, on a sequence, each read by more than one stage.
    Arguments(x: [2, 3]) -> [2, 3] {
        let a = x -> leaky_relu<0.2>;
        let b = x -> elu<alpha = 0.5>;
        let c = x -> gelu<approximate = tanh>;
        let d = x -> gelu<none> -> prelu;
        a * b - c + d
    }

    /// Normalisation of a sequence, step by step, and of a vector.
    Norms(x: [3, 4]) -> [6] {
        x -> layer_norm -> dense<2> -> rms_norm -> rms_norm<eps = 1e-4> -> softmax -> flatten
            -> batch_norm<momentum = 0.2> -> layer_norm<1e-3> -> dense<6> -> log_softmax
    }

    /// The pieces of a value, cut out and joined again along both axes.
    Pieces(x: [4, 3]) -> [24] {
        let top = x -> slice<..2>;
        let bottom = x -> slice<range = 2.., axis = 0>;
        let columns = concat<axis = 1>(top, bottom, top) -> slice<1..7, axis = 1>;
        let image = x -> reshape<[3, 2, 2]> -> slice<1..2, axis = 2> -> reshape<[2, 3]>;
        concat(columns -> flatten, x -> flatten -> dropout<0.5>, image -> flatten) -> slice<3..27> -> dense<24>
    }
}

fn numbers<T: Scalar, const R: usize, const B: usize>(salt: usize) -> SMatrix<T, R, B> {
    SMatrix::from_fn(|i, j| T::from_f64(((i * 37 + j * 101 + salt * 13) % 29) as f64 / 14.5 - 1.0))
}

macro_rules! learns {
    ($test:ident, $net:ident, $inputs:literal, $outputs:literal) => {
        #[test]
        fn $test() {
            fn check<T: Scalar>() {
                let mut model = Model::<$net<T>>::init(3);
                let mut workspace = Workspace::<$net<T>, 5>::new();
                let (x, target) = (numbers::<T, $inputs, 5>(1), numbers::<T, $outputs, 5>(2));
                let mut sgd = Sgd::new(0.02).optimizer::<$net<T>>().unwrap();
                let mut losses = vec![];
                for step in 0..30 {
                    let batch = Batch::full(&x, &target);
                    let loss = model.forward_backward(&mut workspace, batch, &Mse::new(), Step::new(1, step));
                    sgd.step(&mut model, workspace.grads());
                    losses.push(loss.to_f64());
                }
                let (first, last) = (losses[0], losses.iter().rev().take(5).sum::<f64>() / 5.0);
                assert!(last < first, "{}: {losses:?}", T::NAME);
            }
            check::<f32>();
            check::<f64>();
        }
    };
}

learns!(activations, Bends, 6, 6);
learns!(arguments, Arguments, 6, 6);
learns!(norms, Norms, 12, 6);
learns!(pieces, Pieces, 12, 24);
