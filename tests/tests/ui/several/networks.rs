use nn_runtime::network;

network! {
    pub First(x: [4]) -> [2] {
        x -> dense<3>
    }
    pub Second(x: [3]) -> [2] {
        x -> First -> dense<2>
    }
    pub Third(x: [4]) -> [2] {
        x -> dense<8> -> First
    }
}

fn main() {}
