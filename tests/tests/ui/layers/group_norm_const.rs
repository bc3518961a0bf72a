use nn_runtime::network;

const CHANNELS: usize = 12;

network! {
    /// Only rustc knows the channels.
    pub Net(x: [CHANNELS, 6, 6]) -> [CHANNELS, 6, 6] {
        x -> group_norm<5>
    }
}

fn main() {}
