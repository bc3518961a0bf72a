use nn_runtime::network;

mod my {
    pub struct Blurred;
}

network! {
    pub Net(x: [4]) -> [3] {
        x -> my::Blurred -> [4] -> dense<3>
    }
}

fn main() {
    Net::init(1);
}
