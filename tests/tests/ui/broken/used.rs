use nn_runtime::losses::{CrossEntropy, Mse};
use nn_runtime::nalgebra::SMatrix;
use nn_runtime::{Batch, Class, Flat, InferenceWorkspace, Model, Step, Workspace, network};

network! {
    pub Digits(pixels: [64]) -> [10] {
        pixels -> hidden: dense<32> -> reluu -> dense<10>
    }
    pub Pair(a: [4], b: [4]) -> (sum: [4], class: [2]) {
        sum = a + b;
        class = a -> head: dense<3>;
    }
    pub Around(pixels: [64]) -> [2] {
        pixels -> Digits -> relu -> dense<2>
    }
}

/// Whatever is wrong with a network, its users are not told so a second time.
fn main() {
    println!("{} {} {}", Digits::SUMMARY, Digits::PARAMS, Digits::training_len(32));
    let mut digits: Model<Digits> = Digits::init(1);
    println!("{:?}", digits.hidden.weight.as_flat());
    let x = SMatrix::<f32, 64, 32>::zeros();
    let classes = [Class::<10>::new(1).unwrap(); 32];
    let mut ws = Workspace::<Digits, 32>::new();
    digits.forward_backward(&mut ws, Batch::full(&x, &classes), &CrossEntropy::new(), Step::new(1, 0));
    let grads: &DigitsGrads = ws.grads();
    println!("{grads:?}");
    let mut y = SMatrix::<f32, 10, 32>::zeros();
    digits.infer(&mut InferenceWorkspace::<Digits, 32>::new(), &x, &mut y);

    let mut pair = Pair::init_as::<f64>(1);
    println!("{:?}", pair.head.bias);
    let x = SMatrix::<f64, 4, 8>::zeros();
    let classes = [Class::<2>::new(1).unwrap(); 8];
    let loss = PairOutputs { sum: Mse::new(), class: CrossEntropy::new() };
    let batch = Batch::full((&x, &x), PairOutputs { sum: &x, class: &classes });
    pair.forward_backward(&mut Workspace::<Pair<f64>, 8>::new(), batch, &loss, Step::new(1, 0));

    let around = Around::init(1);
    println!("{:?}", around.digits.hidden.weight.as_flat());
}
