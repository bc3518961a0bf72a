//! The smallest network that needs a hidden layer: exclusive or.

use nn_runtime::SettingError;
use nn_runtime::nalgebra::{Matrix1x4, Matrix2x4};
use nn_runtime::prelude::*;

network! {
    /// Gives the logit of `a xor b`.
    pub Xor(bits: [2]) -> [1] {
        bits -> dense<8> -> tanh -> dense<1>
    }
}

fn main() -> Result<(), SettingError> {
    sigpipe::reset(); // ends quietly where nobody reads on, as under `head`
    // A column a sample: the four cases are one batch.
    let bits = Matrix2x4::new(
        0.0, 0.0, 1.0, 1.0, //
        0.0, 1.0, 0.0, 1.0,
    );
    let wanted = Matrix1x4::new(0.0, 1.0, 1.0, 0.0);

    let mut model = Xor::init(1);
    let mut workspace = Workspace::<Xor, 4>::new();
    let mut adam = Adam::new(0.05).optimizer::<Xor>()?;
    let loss = BinaryCrossEntropyWithLogits::new();
    for step in 0..300 {
        let value = model.forward_backward(&mut workspace, Batch::full(&bits, &wanted), &loss, Step::new(1, step));
        adam.step(&mut model, workspace.grads());
        if step % 50 == 0 {
            println!("step {step:3}: loss {value:.4}");
        }
    }

    let mut logits = Matrix1x4::zeros();
    model.infer(&mut InferenceWorkspace::new(), &bits, &mut logits);
    for (case, logit) in bits.column_iter().zip(logits.iter()) {
        // A logit above 0 is a probability above one half.
        println!("{} xor {} = {}", case[0], case[1], u8::from(*logit > 0.0));
    }
    Ok(())
}
