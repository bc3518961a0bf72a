//! Windows that slide along an axis: what convolutions and pools have in common.

/// A window along one axis of an image or a signal.
///
/// Output `o` sees the inputs `o · stride + k · dilation − before`, for `k` below `kernel`; those that lie outside the
/// axis are padding. In the terms of Dumoulin and Visin, *A guide to convolution arithmetic for deep learning*,
/// [arXiv:1603.07285](https://arxiv.org/abs/1603.07285), relationships 6 and 15: `len` is i, `kernel` k, `stride` s,
/// `before` + `after` 2p, `dilation` d, and [`output`](Self::output) o.
///
/// ```
/// use nn_runtime::layers::Window;
///
/// assert_eq!(Window::new(28, 3).output(), 26);
/// assert_eq!(Window::new(28, 3).padding(1, 1).output(), 28);
/// assert_eq!(Window::new(49, 10).stride(2).padding(4, 5).output(), 25);
/// assert_eq!(Window::new(9, 3).dilation(4).output(), 1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The length of the axis.
    pub len: usize,
    /// The inputs that an output sees.
    pub kernel: usize,
    /// From one output to the next.
    pub stride: usize,
    /// The padding before the axis.
    pub before: usize,
    /// The padding behind the axis.
    pub after: usize,
    /// From one input that an output sees to the next.
    pub dilation: usize,
}

impl Window {
    /// `kernel` neighbours of an axis of `len` numbers; stride 1, no padding, dilation 1.
    #[inline(always)]
    pub const fn new(len: usize, kernel: usize) -> Self {
        Self { len, kernel, stride: 1, before: 0, after: 0, dilation: 1 }
    }

    /// With another stride.
    #[inline(always)]
    pub const fn stride(self, stride: usize) -> Self {
        Self { stride, ..self }
    }

    /// With padding on both sides.
    #[inline(always)]
    pub const fn padding(self, before: usize, after: usize) -> Self {
        Self { before, after, ..self }
    }

    /// With another dilation.
    #[inline(always)]
    pub const fn dilation(self, dilation: usize) -> Self {
        Self { dilation, ..self }
    }

    /// From the first input that an output sees to the last, both counted.
    #[inline(always)]
    pub const fn span(self) -> usize {
        (self.kernel - 1) * self.dilation + 1
    }

    /// The length of the axis with its padding.
    #[inline(always)]
    pub const fn padded(self) -> usize {
        self.len + self.before + self.after
    }

    /// The number of outputs; one where the span does not fit into the padded axis, which `network!` refuses.
    #[inline(always)]
    pub const fn output(self) -> usize {
        self.padded().saturating_sub(self.span()) / self.stride + 1
    }

    /// Whether outputs see inputs side by side, from the first one on, and nothing else.
    #[inline(always)]
    pub const fn tiles(self) -> bool {
        let side_by_side = self.stride == self.kernel || self.output() == 1;
        side_by_side && self.dilation == 1 && self.before + self.after == 0 && self.kernel <= self.len
    }

    /// How many inputs, from the first one on, are seen by one output each; `None` where others are seen too, or some
    /// twice.
    #[inline(always)]
    pub const fn tiled(self) -> Option<usize> {
        let outputs = self.output();
        if self.before > 0 || self.dilation > 1 || (self.stride != self.kernel && outputs > 1) {
            return None;
        }
        let seen = outputs * self.kernel;
        Some(if seen < self.len { seen } else { self.len })
    }
}
