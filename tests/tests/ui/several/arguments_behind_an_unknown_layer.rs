use nn_runtime::network;

network! {
    pub Net(x: [8]) -> [4] {
        x -> dens<20>
          -> dense
          -> dense<0>
          -> dense<8, bais = false>
          -> dropout<50>
          -> gelu<approximate = tahn>
          -> #[frozen] relu
          -> #[init(he)] dense<8>
          -> reshape<[1, 1, 2, 4]>
          -> dense<4>
    }
}

fn main() {}
