use nn_runtime::network;
use nn_runtime::{Model, Workspace};

mod my {
    pub struct Blurred<T>(T);
}

network! {
    pub Net(x: [4]) -> (y: [3], z: [4]) {
        let (a, b) = x -> my::Blurred;
        let c = x -> repeat<2> { my::Blurred -> [4] } -> last: my::Blurred -> [4];
        y = (a -> [4]) + (b -> [4]) -> dense<3>;
        z = c -> relu;
    }
}

fn main() {
    let _net: Model<Net> = Net::init(1);
    let _workspace = Workspace::<Net, 8>::new();
    println!("{}", Net::SUMMARY);
}
