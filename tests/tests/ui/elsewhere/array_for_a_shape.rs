use nn_runtime::network;

network! {
    pub Net(x: [f32; 4], image: [[f32; 28]; 3]) -> [3] {
        x -> dense<3> -> [f32; 3]
    }
}

fn main() {}
