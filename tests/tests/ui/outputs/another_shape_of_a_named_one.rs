use nn_runtime::network;

network! {
    pub Net(x: [4]) -> (class: [10], bbox: [4]) {
        class = x -> dense<10>;
        bbox = x -> dense<5> -> sigmoid;
    }
}

fn main() {}
