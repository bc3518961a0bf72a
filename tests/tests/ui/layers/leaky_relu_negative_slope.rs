use nn_runtime::network;

network! {
    /// A negative slope would fold the line.
    pub Net(x: [4]) -> [4] {
        x -> leaky_relu<-0.1>
    }
}

fn main() {}
