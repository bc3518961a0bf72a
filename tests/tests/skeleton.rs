use nn_runtime::losses::{CrossEntropy, Mse};
use nn_runtime::nalgebra::SMatrix;
use nn_runtime::*;

network! {
    /// Reads digits.
    pub Digits(pixels: [8]) -> [3] {
        pixels -> hidden: dense<5> -> relu -> dense<3>
    }
}

network! {
    pub Two(a: [4], b: [4]) -> (sum: [4], class: [2]) {
        layer enc = dense<6> -> relu -> dense<4>;
        let d = (a -> enc) - (b -> enc);
        sum = d * d;
        class = d -> repeat<3> { residual { dense<4> -> relu } } -> Digits2 -> relu -> dense<2>;
    }
    pub Digits2(pixels: [4]) -> [3] {
        pixels -> hidden: dense<5> -> relu -> dense<3>
    }
}

#[test]
fn trains() {
    let mut model = Digits::init(1);
    let mut ws = Workspace::<Digits, 4, _>::new();
    let x = SMatrix::<f32, 8, 4>::from_fn(|r, c| ((r * 7 + c * 3) % 5) as f32);
    let t = [0, 1, 2, 1].map(|c| Class::<3>::new(c).unwrap());
    let mut last = f32::INFINITY;
    for step in 0..50 {
        let loss = model.forward_backward(&mut ws, Batch::full(&x, &t), &CrossEntropy::new(), Step::new(1, step));
        let grads = ws.grads().as_flat().to_vec();
        model.as_flat_mut().iter_mut().zip(grads).for_each(|(w, g)| *w -= 0.1 * g);
        last = loss;
    }
    assert!(last < 0.2, "{last}");
    let t = SMatrix::<f32, 4, 4>::from_element(1.0);
    let c = [0, 1, 1, 1].map(|c| Class::<2>::new(c).unwrap());
    let x = SMatrix::<f32, 4, 4>::from_fn(|r, c| ((r * 7 + c * 3) % 5) as f32);
    let mut model = Two::init(1);
    let mut ws = Workspace::<Two, 4, _>::new();
    let loss = TwoOutputs { sum: Mse::new(), class: CrossEntropy::new() };
    for step in 0..50 {
        let l = model.forward_backward(
            &mut ws,
            Batch::full((&x, &x), TwoOutputs { sum: &t, class: &c }),
            &loss,
            Step::new(1, step),
        );
        last = l;
    }
    println!("{last}");
}
