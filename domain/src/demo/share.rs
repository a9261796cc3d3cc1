//! Dividing a total unevenly, as attention is.

use super::dice::Dice;

/// `total` things given to `among`, each of which takes at most `most`: few get many. The sum is the total, unless there is no room.
pub(super) fn share(dice: &mut Dice, total: usize, among: usize, most: usize) -> Vec<usize> {
    let weights: Vec<f64> = (0..among).map(|_| (1.0 - dice.unit()).ln().powi(2)).collect();
    let sum: f64 = weights.iter().sum();
    let mut left = total.min(among.saturating_mul(most));
    let mut shares: Vec<usize> = weights.iter().map(|weight| part(total, *weight / sum).min(most)).collect();
    for share in &mut shares {
        *share = (*share).min(left);
        left -= *share;
    }
    while left > 0 {
        for share in shares.iter_mut().filter(|share| **share < most) {
            if left == 0 {
                break;
            }
            *share += 1;
            left -= 1;
        }
    }
    shares
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "far below 53 bits, and not negative"
)]
fn part(total: usize, fraction: f64) -> usize {
    (total as f64 * fraction) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shares_are_the_total_and_uneven() {
        let shares = share(&mut Dice::new(1, 1), 5000, 1000, 200);
        assert_eq!(shares.iter().sum::<usize>(), 5000);
        assert!(shares.iter().max() > Some(&30) && shares.iter().any(|share| *share <= 1));
    }

    #[test]
    fn what_has_no_room_is_not_given() {
        assert_eq!(share(&mut Dice::new(1, 1), 50, 4, 10), [10, 10, 10, 10]);
        assert_eq!(share(&mut Dice::new(1, 1), 5, 0, 10), [0; 0]);
    }
}
