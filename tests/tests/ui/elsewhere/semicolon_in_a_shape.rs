use nn_runtime::network;

network! {
    pub Net(x: [f32; 4]) -> [3] {
        x -> dense<3>
    }
}

fn main() {}
