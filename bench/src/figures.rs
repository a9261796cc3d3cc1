//! Medians, percentiles, and how numbers are written.

/// The one in the middle.
pub(crate) fn median(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of.get(of.len() / 2).copied().unwrap_or(f64::NAN)
}

/// How often one fits into the other, pair by pair; the median of that.
pub(crate) fn ratio(of: &[f64], to: &[f64]) -> f64 {
    median(of.iter().zip(to).map(|(of, to)| of / to).collect())
}

/// The value that so many percent do not exceed.
pub(crate) fn percentile(of: &[f64], percent: usize) -> f64 {
    let mut of = of.to_vec();
    of.sort_by(f64::total_cmp);
    let rank = (of.len() * percent).div_ceil(100).max(1);
    of.get(rank - 1).copied().unwrap_or(f64::NAN)
}

/// A count as a figure.
#[expect(clippy::cast_precision_loss, reason = "counts here are far below 2^52")]
pub(crate) const fn count(of: usize) -> f64 {
    of as f64
}

/// A number per second.
pub(crate) fn per_second(of: usize, seconds: f64) -> f64 {
    count(of) / seconds
}

/// Thousands apart above a thousand, two decimals below ten.
pub(crate) fn number(value: f64) -> String {
    if value < 10.0 {
        return format!("{value:.2}");
    }
    if value < 1000.0 {
        return format!("{value:.0}");
    }
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_a_value_that_was_measured() {
        let values: Vec<f64> = (1..=200).map(f64::from).collect();
        assert_eq!(
            [50, 99, 100].map(|percent| percentile(&values, percent).to_bits()),
            [100.0, 198.0, 200.0].map(f64::to_bits)
        );
    }

    #[test]
    fn a_ratio_is_the_median_of_the_pairs() {
        assert_eq!(ratio(&[1.0, 10.0, 3.0], &[2.0, 10.0, 4.0]).to_bits(), 0.75_f64.to_bits());
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!([0.825, 45.2, 1234.5, 1_000_000.0].map(number), ["0.82", "45", "1,234", "1,000,000"]);
    }
}
