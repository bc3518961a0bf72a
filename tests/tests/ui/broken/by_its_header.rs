use nn_runtime::network;

network! {
    pub Net(x: [0], y: 4) -> [WIDTH, ] {
        x -> dense<4>
    }
}

fn main() {
    println!("{}", Net::SUMMARY);
    let net = Net::init(1);
    println!("{net:?}");
}
