//! Into how many pieces work is cut, and who does it.

use std::panic::catch_unwind;

use nn_kernels::threads::{MOST_COSTLY, alone, costly_pieces, pieces, several};

/// Memory for a number of samples serves fewer ones, too.
#[test]
fn more_work_is_never_cut_into_fewer_pieces() {
    for least in [1, 2, 3, 7, 100] {
        let (mut some, mut costly) = (1, 1);
        for samples in 0..40 * least {
            let (before, costly_before) = (some, costly);
            (some, costly) = (pieces(samples, least, 16), costly_pieces(samples, least));
            assert!(some >= before && costly >= costly_before && costly <= some.min(MOST_COSTLY));
            assert!(some == 1 || samples / some >= least, "{samples} in {some} pieces, {least} of which are worth one");
        }
        let several = cfg!(feature = "rayon");
        let expected = |count| if several { count } else { 1 };
        assert_eq!(some, expected(16));
        let borders = [2 * least - 1, 2 * least, 16 * least - 1, 16 * least];
        assert_eq!(borders.map(|samples| costly_pieces(samples, least)), [1, 2, 2, 4].map(expected));
    }
}

#[test]
fn who_works_alone_does_so_until_the_end_or_a_panic() {
    let outside = several();
    alone(|| {
        assert!(!several());
        alone(|| assert!(!several()));
        assert!(!several(), "the inner one has ended, not the outer one");
    });
    assert_eq!(several(), outside);
    assert!(catch_unwind(|| alone(|| panic!("as expected"))).is_err());
    assert_eq!(several(), outside);
}
