use nn_runtime::Network;

struct Body<T>(T);

fn train<N: Network>() {}

fn main() {
    train::<Body<f32>>();
}
