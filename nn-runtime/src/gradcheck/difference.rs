//! The derivative of a function from its values.

/// The first distance from the point; halved until the derivative settles.
const FIRST: f64 = 1e-3;
/// How often it is halved: to a millionth, below which rounding errors outgrow what is looked for.
const HALVINGS: u32 = 10;
/// How far two successive estimates may differ, relative to `scale`.
const AGREEMENT: f64 = 1e-8;

/// f′(x), or `None` where the estimates do not settle: x lies at a kink of the function (such as that of `relu`), or closer to
/// one than differences can tell.
///
/// Central differences D at h and h/2, with the term in h² extrapolated away: (4 D(h/2) − D(h)) / 3 (L. F. Richardson, 1911).
/// A kink within reach shifts each estimate by another amount, so that two agree only once it is out of reach. One at x itself
/// shifts all alike, but there the slopes to both sides differ by J + h f″ + O(h³) with a jump J, which is extrapolated too.
pub(super) fn derivative(x: f64, scale: f64, mut f: impl FnMut(f64) -> f64) -> Option<f64> {
    let centre = f(x);
    let mut values = centre.abs();
    let mut differences = |h: f64| {
        let (above, below) = (x + h, x - h);
        let (f_above, f_below) = (f(above), f(below));
        values = values.max(f_above.abs());
        // Divided by the distances as they are after rounding.
        let jump = (f_above - centre) / (above - x) - (centre - f_below) / (x - below);
        ((f_above - f_below) / (above - below), jump, 32.0 * f64::EPSILON * values / h)
    };
    let mut h = FIRST * x.abs().max(1.0);
    let (mut coarse, mut coarse_jump, _) = differences(h);
    let mut before = None;
    for _ in 0..HALVINGS {
        h /= 2.0;
        let (fine, fine_jump, rounding) = differences(h);
        let (estimate, jump) = ((4.0 * fine - coarse) / 3.0, 2.0 * fine_jump - coarse_jump);
        if !estimate.is_finite() {
            return Some(estimate); // a broken function is no kink
        }
        let tolerance = AGREEMENT * estimate.abs().max(scale) + rounding;
        let settled = before.is_some_and(|before: f64| (estimate - before).abs() <= tolerance);
        if settled && jump.abs() <= 10.0 * tolerance {
            return Some(estimate);
        }
        (coarse, coarse_jump, before) = (fine, fine_jump, Some(estimate));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relu(x: f64) -> f64 {
        x.max(0.0)
    }

    #[test]
    fn smooth_functions_have_derivatives() {
        for x in [-3.0, -0.1, 0.0, 2.0, 40.0] {
            let sine = derivative(x, 1.0, libm::sin).unwrap();
            assert!((sine - libm::cos(x)).abs() < 1e-9, "{x}: {sine}");
            let cube = derivative(x, 1.0, |x| x * x * x).unwrap();
            assert!((cube - 3.0 * x * x).abs() <= 1e-10 * x.abs().max(1.0).powi(3), "{x}: {cube}");
        }
    }

    #[test]
    fn near_a_kink_the_distance_shrinks_and_at_it_there_is_none() {
        for x in [1e-2, 7e-4, 3.3e-4, 1e-4, 5e-5] {
            assert!((derivative(x, 1.0, relu).unwrap() - 1.0).abs() < 1e-9, "{x}");
            assert!(derivative(-x, 1.0, relu).unwrap().abs() < 1e-9, "{x}");
        }
        for x in [0.0, 1e-7, -1e-7] {
            let found = derivative(x, 1.0, |x| relu(x) + libm::sin(x));
            assert_eq!(found, None, "{x}");
        }
    }

    #[test]
    fn what_is_broken_stays_broken() {
        assert!(derivative(1.0, 1.0, |_| f64::NAN).unwrap().is_nan());
    }
}
