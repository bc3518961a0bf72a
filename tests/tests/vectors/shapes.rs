//! What moves numbers without changing them, the operators, and `dropout` where it does nothing.

use nn_runtime::network;

use crate::file::Vectors;
use crate::layer::{check, infer};

network! {
    Dropout(x: [6]) -> [6] { x -> dropout<0.5> }
    Flatten(x: [2, 3, 4]) -> [24] { x -> flatten }
    Reshape(x: [2, 3, 4]) -> [4, 3, 2] { x -> reshape<[4, 3, 2]> }
    Slice(x: [6]) -> [3] { x -> slice<2..5> }
    SliceAxis(x: [4, 3]) -> [4, 2] { x -> slice<1.., axis = 1> }
    SliceImage(x: [2, 3, 4]) -> [2, 2, 4] { x -> slice<..2, axis = 1> }
    Concat(a: [6], b: [1], c: [3]) -> [10] { concat(a, b, c) }
    ConcatAxis(a: [4, 3], b: [4, 2]) -> [4, 5] { concat<axis = 1>(a, b) }
    Add(a: [6], b: [6]) -> [6] { a + b }
    Sub(a: [6], b: [6]) -> [6] { a - b }
    Mul(a: [6], b: [6]) -> [6] { a * b }
}

#[test]
fn shapes_and_operators_agree_with_pytorch() {
    let file = Vectors::read("shapes");

    infer::<Dropout<f32>>(file.case("dropout_evaluation"));
    infer::<Dropout<f64>>(file.case("dropout_evaluation"));
    check::<Flatten>(file.case("flatten"));
    check::<Reshape>(file.case("reshape"));
    check::<Slice>(file.case("slice"));
    check::<SliceAxis>(file.case("slice_axis"));
    check::<SliceImage>(file.case("slice_image"));
    check::<Concat>(file.case("concat"));
    check::<ConcatAxis>(file.case("concat_axis"));
    check::<Add>(file.case("add"));
    check::<Sub>(file.case("sub"));
    check::<Mul>(file.case("mul"));

    file.all_used();
}
