use nn_runtime::network;

network! {
    pub Net(x: [4]) -> (a: [2], b: [3]) {
        let hidden = x -> dense<-8> -> relu;
        a = hidden -> dense<2>;
        b = x -> dense<4>;
    }
}

fn main() {}
