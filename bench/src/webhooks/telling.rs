//! What the rounds say.

use super::{company::Company, site::Round};
use crate::{
    figures::{count, median, percentile, ratio},
    report::{Goal, Report},
};

/// Tells of each company in a table of its own. Rounds are in the order of their turns.
pub(super) fn tell(companies: &[Company], rounds: &[(Company, Round)], several: u8, report: &mut Report) {
    let alone = of(rounds, Company::Nobody);
    for company in companies {
        let beside = of(rounds, *company);
        report.section(&format!("Beside {}", company.name(several)));
        for percent in [50, 99] {
            let wait = median(percentiles(&beside, percent));
            report.figure(&format!("until it arrives, p{percent}"), wait, " ms", "", Goal::None);
        }
        if *company != Company::Nobody {
            compare(*company, &beside, &alone, report);
        }
        let (arrived, expected) = (sum(&beside, |round| round.waits.len()), sum(&beside, |round| round.expected));
        report.figure("arrived", arrived, "", "all that are watched", Goal::AtLeast(expected));
    }
}

/// Turn by turn, against what it was beside nobody.
fn compare(company: Company, beside: &[&Round], alone: &[&Round], report: &mut Report) {
    for (percent, goal) in [(50, Goal::None), (99, company.goal())] {
        let times = ratio(&percentiles(beside, percent), &percentiles(alone, percent));
        report.figure(&format!("p{percent}, as a multiple"), times, "", "beside nobody, in the same turn", goal);
    }
    let told = sum(beside, |round| round.others);
    report.figure("heard by the others", told, "", "one in each turn", Goal::AtLeast(count(beside.len())));
}

fn of(rounds: &[(Company, Round)], company: Company) -> Vec<&Round> {
    rounds.iter().filter(|(whose, _)| *whose == company).map(|(_, round)| round).collect()
}

fn percentiles(rounds: &[&Round], percent: usize) -> Vec<f64> {
    rounds.iter().map(|round| percentile(&round.waits, percent)).collect()
}

fn sum(rounds: &[&Round], of: impl Fn(&Round) -> usize) -> f64 {
    count(rounds.iter().map(|round| of(round)).sum())
}
