use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [4] {
        x -> #[budget(flash = "1 KiB")] dense<4>
    }
}

fn main() {}
