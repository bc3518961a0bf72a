//! Comparing slices with a tolerance.

/// Panics unless every number is as near to the expected one as `tolerance` says, relative to it or, where it is below 1, to 1.
pub fn close(found: &[f64], expected: &[f64], tolerance: f64, what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}: as many numbers");
    for (i, (&found, &expected)) in found.iter().zip(expected).enumerate() {
        let difference = (found - expected).abs();
        // Not `>`: NaN is never close.
        let near = difference <= tolerance * expected.abs().max(1.0);
        assert!(near, "{what}: number {i} is {found}, expected {expected}");
    }
}

#[cfg(test)]
mod tests {
    use super::close;

    #[test]
    fn near_numbers_are_close() {
        close(&[1.0, 100.0], &[1.0 + 1e-9, 100.0 + 1e-7], 1e-8, "near");
    }

    #[test]
    #[should_panic(expected = "number 1 is 2")]
    fn far_numbers_are_not() {
        close(&[1.0, 2.0], &[1.0, 2.1], 1e-8, "far");
    }

    #[test]
    #[should_panic(expected = "number 0 is NaN")]
    fn nan_is_not() {
        close(&[f64::NAN], &[0.0], 1e-8, "nan");
    }
}
