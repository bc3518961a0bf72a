use nn_runtime::network;

network! {
    pub Net(image: [1, 8, 8], scale: [4]) -> (class: [10], extra: [2]) {
        let hidden = image -> flatten -> dense<32> -> reluu;
        let narrow = image -> dense<4>;
        let wide = hidden -> dense<8, bais = true>;
        class = image -> flatten -> dense<11>;
        extra = (wide -> dense<4>) + narrow + scale -> dropout<1.5> -> dense<2>;
    }
}

fn main() {}
