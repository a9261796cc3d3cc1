//! Whether a series of looks goes up.

/// The slope of the line that fits points best, by least squares, per unit of the first coordinate; none for fewer than two moments.
pub(super) fn slope(points: &[(f64, f64)]) -> Option<f64> {
    let mean = |of: fn(&(f64, f64)) -> f64| {
        let (sum, count) = points.iter().fold((0.0, 0.0), |(sum, count), point| (sum + of(point), count + 1.0));
        sum / count
    };
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let (over, under) = points.iter().fold((0.0, 0.0), |(over, under), point| {
        let (dx, dy) = (point.0 - x, point.1 - y);
        (over + dx * dy, under + dx * dx)
    });
    (under > 0.0).then(|| over / under)
}

/// How much a series has grown from the first of the points to the last, along that line.
pub(super) fn growth(points: &[(f64, f64)]) -> Option<f64> {
    let (first, last) = (points.first()?, points.last()?);
    Some(slope(points)? * (last.0 - first.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: Option<f64>, expected: f64) -> bool {
        found.is_some_and(|found| (found - expected).abs() < 1e-9)
    }

    #[test]
    fn points_on_a_line_have_its_slope() {
        let points: Vec<_> = [0.0, 1.0, 2.5, 7.0].map(|x| (x, 3.0 - 2.0 * x)).into();
        assert!(near(slope(&points), -2.0));
        assert!(near(growth(&points), -14.0));
    }

    #[test]
    fn noise_around_a_level_is_no_slope() {
        let points: Vec<_> = (0..100).map(|n| (f64::from(n), if n % 2 == 0 { 50.0 } else { 51.0 })).collect();
        assert!(slope(&points).is_some_and(|slope| slope.abs() < 0.001));
    }

    #[test]
    fn least_squares_weigh_every_point() {
        // By hand: means 2 and 8/3; (1·5/3 + 0 + 1·4/3) / 2.
        assert!(near(slope(&[(1.0, 1.0), (2.0, 3.0), (3.0, 4.0)]), 1.5));
    }

    #[test]
    fn one_moment_has_no_slope() {
        assert_eq!(slope(&[]), None);
        assert_eq!(slope(&[(1.0, 5.0)]), None);
        assert_eq!(growth(&[(1.0, 5.0), (1.0, 6.0)]), None);
    }
}
