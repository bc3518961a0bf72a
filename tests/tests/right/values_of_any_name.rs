//! Values, inputs, outputs and stages have the names of what generated code calls its own.

use nn_runtime::losses::Mse;
use nn_runtime::nalgebra::SMatrix;
use nn_runtime::{Batch, InferenceWorkspace, Step, Workspace, network};

network! {
    /// One input, called as in generated code.
    pub One(x: [4]) -> [4] {
        let y = x -> dense<4>;
        let n = y -> relu -> dense<4>;
        let state = n + y;
        let dx = state -> net: dense<4>;
        let nn = dx * dx;
        nn + x
    }

    /// Several, and outputs too.
    pub Several(net: [4], state: [4], memory: [4], n: [4], d_n: [4]) -> (grads: [4], step: [4], isa: [4], y: [4], dx: [4]) {
        let at = net + state -> to: dense<4> -> relu -> saved: dense<4>;
        let beta = memory -> nn: dense<4> -> relu -> rng: dense<4> -> tanh;
        let dy = beta * at;
        grads = dy -> residual { block: dense<4> -> sigmoid };
        step = n - dy;
        isa = d_n -> grads: dense<4>;
        y = isa;
        dx = dy -> repeat<2> { x: dense<4> -> relu };
    }

    /// Words that mean something elsewhere.
    pub Words(self_: [4], union: [4], auto: [4], default: [4], raw: [4], macro_rules: [4], core: [4], std: [4]) -> [4] {
        let layer_ = self_ + union + auto + default;
        let some = raw + macro_rules;
        layer_ + some + core + std
    }
}

#[test]
fn values_keep_their_meaning() {
    let x = SMatrix::<f32, 4, 2>::from_element(0.5);
    let mut ws = Workspace::<One, 2>::new();
    One::init(1).forward_backward(&mut ws, Batch::full(&x, &x), &Mse::new(), Step::new(1, 0));
    let loss = SeveralOutputs { grads: Mse::new(), step: Mse::new(), isa: Mse::new(), y: Mse::new(), dx: Mse::new() };
    let targets = SeveralOutputs { grads: &x, step: &x, isa: &x, y: &x, dx: &x };
    let mut ws = Workspace::<Several, 2>::new();
    let batch = Batch::full((&x, &x, &x, &x, &x), targets);
    Several::init(1).forward_backward(&mut ws, batch, &loss, Step::new(1, 0));
    let mut y = SMatrix::<f32, 4, 2>::zeros();
    Words::init(1).infer(&mut InferenceWorkspace::<Words, 2>::new(), (&x, &x, &x, &x, &x, &x, &x, &x), &mut y);
    assert_eq!(y[0], 4.0);
}
