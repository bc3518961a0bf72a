use nn_runtime::network;

network! {
    pub Net(x: [8], image: [1, 8, 8]) -> (a: [4], b: [10]) {
        a = x -> dropout<50>;
        b = image -> leaky_relu<-0.5> -> dense<10>;
    }
}

fn main() {}
