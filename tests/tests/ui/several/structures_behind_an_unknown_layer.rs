use nn_runtime::network;

network! {
    pub Net(x: [8]) -> (a: [6], b: [4]) {
        let h = x -> dens<20> -> dense<8>;
        let residue = h -> residual { dense<9> -> relu };
        let repeated = h -> repeat<2> { relu -> dense<7> };
        let sum = h + (x -> dense<5>);
        let claimed = h -> relu -> [9];
        let body = h -> dense<6> -> Body;
        a = residue + repeated -> layer_norm -> dense<5>;
        b = sum + claimed + body -> dense<4>;
    }

    Body(x: [5]) -> [8] {
        x -> dense<8>
    }
}

fn main() {}
