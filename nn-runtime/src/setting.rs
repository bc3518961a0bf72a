//! Numbers that a user chooses, refused where they make no sense.

use core::fmt;

use thiserror::Error;

/// A setting of a loss or an optimiser that is out of range.
///
/// ```
/// use nn_runtime::losses::Huber;
///
/// let error = Huber::new().delta(-1.0).unwrap_err();
/// assert_eq!(error.to_string(), "`delta` of `Huber` is -1, but must be finite and above 0");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Error)]
#[error("{} of `{owner}` is {}, but must be {expected}", Name(self), Value(*.value))]
pub struct SettingError {
    /// The loss or optimiser.
    pub owner: &'static str,
    /// The setting, by the name of the method that sets it.
    pub setting: &'static str,
    /// Which one, where the setting is a list.
    pub index: Option<usize>,
    /// The value refused.
    pub value: f64,
    /// What it must be.
    pub expected: &'static str,
}

/// The setting as messages write it: `` `delta` `` or `` `class_weights[3]` ``.
struct Name<'a>(&'a SettingError);

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SettingError { setting, index, .. } = self.0;
        match index {
            Some(i) => write!(f, "`{setting}[{i}]`"),
            None => write!(f, "`{setting}`"),
        }
    }
}

/// A number, without the hundreds of zeros that some have.
struct Value(f64);

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(value) = *self;
        let is_short = value == 0.0 || !value.is_finite() || (1e-6..1e12).contains(&value.abs());
        if is_short { write!(f, "{value}") } else { write!(f, "{value:e}") }
    }
}

/// The numbers a setting may have.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Range {
    /// (−∞, ∞)
    #[cfg(feature = "alloc")]
    Finite,
    /// (0, ∞)
    Positive,
    /// [0, ∞)
    NotNegative,
    /// [0, 1]
    Unit,
    /// [0, 1)
    BelowOne,
}

impl Range {
    /// In words.
    const fn words(self) -> &'static str {
        match self {
            #[cfg(feature = "alloc")]
            Self::Finite => "finite",
            Self::Positive => "finite and above 0",
            Self::NotNegative => "finite and not below 0",
            Self::Unit => "from 0 to 1",
            Self::BelowOne => "at least 0 and below 1",
        }
    }

    /// Whether `value` lies in it; NaN never does.
    const fn holds(self, value: f64) -> bool {
        match self {
            #[cfg(feature = "alloc")]
            Self::Finite => value.is_finite(),
            Self::Positive => value > 0.0 && value.is_finite(),
            Self::NotNegative => value >= 0.0 && value.is_finite(),
            Self::Unit => value >= 0.0 && value <= 1.0,
            Self::BelowOne => value >= 0.0 && value < 1.0,
        }
    }

    /// `value`, if it lies in the range.
    pub(crate) const fn check(
        self,
        owner: &'static str,
        setting: &'static str,
        value: f64,
    ) -> Result<f64, SettingError> {
        if self.holds(value) {
            Ok(value)
        } else {
            Err(SettingError { owner, setting, index: None, value, expected: self.words() })
        }
    }

    /// `values`, if each lies in the range.
    pub(crate) const fn check_all<const N: usize>(
        self,
        owner: &'static str,
        setting: &'static str,
        values: [f64; N],
    ) -> Result<[f64; N], SettingError> {
        let mut i = 0;
        while i < N {
            if !self.holds(values[i]) {
                return Err(SettingError { owner, setting, index: Some(i), value: values[i], expected: self.words() });
            }
            i += 1;
        }
        Ok(values)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(feature = "alloc")]
    fn numbers_are_told_in_few_digits() {
        let told = |value: f64| format!("{}", Range::Unit.check("Net", "rate", value).unwrap_err());
        assert_eq!(told(1e300), "`rate` of `Net` is 1e300, but must be from 0 to 1");
        assert_eq!(told(-2.5e-9), "`rate` of `Net` is -2.5e-9, but must be from 0 to 1");
        assert_eq!(told(-1.0), "`rate` of `Net` is -1, but must be from 0 to 1");
        assert_eq!(told(f64::NAN), "`rate` of `Net` is NaN, but must be from 0 to 1");
    }

    #[test]
    fn ranges_end_where_they_say() {
        let tiny = f64::MIN_POSITIVE;
        for (range, inside, outside) in [
            (Range::Positive, [tiny, 1e300], [0.0, f64::INFINITY]),
            (Range::NotNegative, [0.0, 1e300], [-tiny, f64::INFINITY]),
            (Range::Unit, [0.0, 1.0], [-tiny, 1.0 + f64::EPSILON]),
            (Range::BelowOne, [0.0, 1.0 - f64::EPSILON], [-tiny, 1.0]),
            #[cfg(feature = "alloc")]
            (Range::Finite, [f64::MIN, f64::MAX], [f64::NEG_INFINITY, f64::INFINITY]),
        ] {
            assert!(inside.into_iter().all(|x| range.holds(x)), "{range:?}");
            assert!(outside.into_iter().chain([f64::NAN]).all(|x| !range.holds(x)), "{range:?}");
        }
    }
}
