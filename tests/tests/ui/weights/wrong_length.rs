use nn_runtime::network;

network! {
    pub Net(x: [4]) -> [2] {
        x -> dense<2>
    }
}

static NET: Net = Net::from_le_bytes(&[0; 36]);

fn main() {
    println!("{:?}", NET);
}
