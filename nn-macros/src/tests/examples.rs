//! Definitions that are right, small, and use all that the language has.

pub const MLP: &str = "
    /// Reads digits.
    pub Digits(pixels: [64]) -> [10] {
        pixels -> hidden: dense<32> -> relu -> dense<10>
    }";

pub const TWO_OUTPUTS: &str = "
    /// Compares two images.
    pub(crate) Same(a: [16], b: [16]) -> (distance: [4], same: [1]) {
        layer encode = dense<8> -> tanh -> dense<4>;
        let d = (a -> encode) - (b -> encode);
        distance = d * d;
        same = d -> dense<1> -> sigmoid;
    }";

pub const BLOCKS: &str = "
    Deep(x: [8]) -> [2] {
        x -> repeat<3> { residual { layer_norm -> dense<8> -> gelu -> #[frozen] dense<8> } } -> dropout<0.1> -> dense<2>
    }";

pub const NESTED: &str = "
    pub Outer(image: [1, 4, 4]) -> [3] {
        image -> Body -> relu -> vision::Head<5> -> [3] -> softmax
    }
    pub Body(image: [1, 4, 4]) -> [6] {
        image -> flatten -> #[init(normal(0.0, 0.02))] #[key(\"net.0\")] dense<6, bias = false>
    }";

pub const GENERIC: &str = "
    #[derive(Debug)]
    pub Mlp<const HIDDEN: usize, const OUT: usize>(x: [WIDTH], y: [{ 2 * WIDTH }]) -> (a: [OUT], b: [{ WIDTH + 1 }]) {
        let both = concat(x, y -> slice<..WIDTH>) -> #[weight_decay(0.0)] dense<HIDDEN> -> batch_norm -> leaky_relu<0.2>;
        a = both -> dense<OUT> -> log_softmax;
        b = both + both -> dense<{ WIDTH + 1 }> -> [_] -> reshape<[1, { WIDTH + 1 }]> -> rms_norm -> flatten;
    }";

pub const IMAGES: &str = "
    pub Seen(image: [3, 8, 8]) -> [10] {
        let body = image -> conv1: conv2d<8, 3, stride = 2, padding = (1, 0)> -> relu;
        let wide = body -> residual { depthwise_conv2d<3, padding = same> };
        concat(body, wide) -> slice<2..10> -> flatten -> dropout<0.1> -> dense<10>
    }";

/// What folds into norms, and norms into products.
pub const NORMS: &str = "
    pub Normed(image: [3, 8, 8]) -> [6] {
        let a = image -> stem: conv2d<4, 3, padding = same> -> stem_norm: batch_norm -> relu;
        // The other summand is made later.
        let b = (a -> deep: depthwise_conv2d<3, padding = same> -> deep_norm: batch_norm)
            + (a -> skip: conv2d<4, 1> -> skip_norm: batch_norm) -> relu;
        b -> residual { conv2d<4, 1, bias = false> -> batch_norm } -> flatten -> last: dense<6> -> last_norm: batch_norm -> tanh
    }";

/// Where nothing folds into norms, nor a norm into what is before it.
pub const NORMS_APART: &str = "
    pub Apart(image: [2, 4, 4], x: [6]) -> (a: [6], b: [6]) {
        layer norm = batch_norm;
        let seen = image -> conv2d<2, 3, padding = same>;
        let twice = seen -> read_twice: batch_norm;
        let itself = twice -> batch_norm -> leaky_relu<0.1>;
        let sum = (itself + (itself -> batch_norm)) - seen * twice;
        let shared = (x -> dense<6> -> relu -> norm -> relu) + (x -> dense<6> -> norm);
        a = sum -> flatten -> dense<6>;
        b = shared;
    }";

pub const POOLED: &str = "
    pub Pooled(image: [1, 10, 9]) -> [2] {
        image -> conv2d<8, 3> -> relu -> max_pool2d<2> -> flatten -> dense<2>
    }";

pub const ALL: [&str; 9] = [MLP, TWO_OUTPUTS, BLOCKS, NESTED, GENERIC, IMAGES, NORMS, NORMS_APART, POOLED];
