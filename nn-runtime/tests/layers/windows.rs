//! What the tests of layers with windows share: sizes that reach every path of the kernels, and which pixels an output sees.

use nn_runtime::layers::Window;

/// Channels below, at and above the lanes of all vectors, and between them.
pub const CHANNELS: [usize; 10] = [1, 2, 3, 4, 6, 7, 8, 13, 16, 30];

/// Pairs of windows that tile, leave a rest, overlap, leave gaps, are padded, and see everything.
pub fn windows() -> Vec<[Window; 2]> {
    let tiles = |len, kernel| Window::new(len, kernel).stride(kernel);
    vec![
        [tiles(4, 2), tiles(6, 2)],
        [tiles(5, 2), tiles(3, 2)],
        [tiles(3, 3), tiles(7, 3)],
        [Window::new(1, 1), tiles(9, 4)],
        [Window::new(5, 3), Window::new(4, 2)],
        [Window::new(6, 3).stride(2), Window::new(5, 2).stride(3)],
        [Window::new(5, 3).stride(2).padding(1, 1), Window::new(4, 2).stride(2).padding(1, 1)],
        [Window::new(4, 2).stride(2), Window::new(6, 5).stride(1).padding(2, 2)],
        [Window::new(7, 3).stride(3).padding(0, 1), tiles(2, 2)],
        [Window::new(7, 3).dilation(2), Window::new(5, 2).dilation(3).padding(1, 1)],
        [Window::new(4, 4), Window::new(3, 3)],
    ]
}

/// The inputs along an axis that output `o` sees.
pub fn seen(window: Window, o: usize) -> impl Iterator<Item = usize> {
    (0..window.kernel)
        .map(move |k| (o * window.stride + k * window.dilation).wrapping_sub(window.before))
        .filter(move |&i| i < window.len)
}

/// The pixels that each output pixel of one image sees, in the order of rows.
pub fn views([rows, columns]: [Window; 2]) -> Vec<Vec<usize>> {
    let outputs = (0..rows.output()).flat_map(|i| (0..columns.output()).map(move |j| (i, j)));
    let pixels =
        |(i, j)| seen(rows, i).flat_map(move |row| seen(columns, j).map(move |column| row * columns.len + column));
    outputs.map(|output| pixels(output).collect()).collect()
}

/// The numbers of an image of one channel, and those of its output.
pub fn pixels([rows, columns]: [Window; 2]) -> [usize; 2] {
    [rows.len * columns.len, rows.output() * columns.output()]
}
