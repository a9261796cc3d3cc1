//! The tables of the report.

use super::{
    results::{Beside, Larger, Results, Seen},
    work::{Ceiling, Mode, Work},
    wrk::Load,
};
use crate::figures::{median, number, ratio};

/// A heading and a table in Markdown.
pub(crate) fn table<const N: usize>(
    title: &str,
    head: &[&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> Vec<String> {
    let mut lines = vec![String::new(), format!("## {title}"), String::new()];
    lines.push(format!("| {} |", head.join(" | ")));
    lines.push(format!("|{}", "---|".repeat(N)));
    lines.extend(rows.into_iter().map(|row| format!("| {} |", row.join(" | "))));
    lines
}

/// A figure; a dash for what could not be seen.
pub(crate) fn shown(value: f64) -> String {
    if value.is_finite() { number(value) } else { "–".to_owned() }
}

/// The same with three decimals.
fn fine(value: f64) -> String {
    if value.is_finite() { format!("{value:.3}") } else { "–".to_owned() }
}

/// A count, with its thousands apart.
pub(crate) fn count(of: u32) -> String {
    if of < 10 { of.to_string() } else { number(f64::from(of)) }
}

fn or_dash(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), shown)
}

/// What Presswork came to.
pub(crate) fn works(results: &Results, mode: Mode) -> Vec<String> {
    let measured = Work::LOADS.into_iter().filter(|work| !results.of(mode, *work).is_empty());
    let rows: Vec<_> = measured
        .map(|work| {
            let median = |about: fn(&Seen) -> f64| or_dash(results.median(mode, work, about));
            let seconds =
                |about: fn(&Seen) -> f64| results.median(mode, work, about).map_or_else(|| "–".to_owned(), fine);
            [
                work.name().to_owned(),
                median(|seen| seen.load.rate),
                median(|seen| seen.load.p50),
                median(|seen| seen.load.p99),
                or_dash(results.reached(mode, work, Ceiling::Pgbench)),
                or_dash(results.reached(mode, work, Ceiling::Static)),
                seconds(|seen| seen.cost.server),
                seconds(|seen| seen.cost.database),
                seconds(|seen| seen.cost.redis),
                median(|seen| seen.memory.now),
                median(|seen| seen.drained.as_secs_f64()),
            ]
        })
        .collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let head = [
        "work",
        "requests/s",
        "p50 ms",
        "p99 ms",
        "of pgbench",
        "of static",
        "server, s per 1,000",
        "PostgreSQL, s per 1,000",
        "Redis, s per 1,000",
        "API, MiB",
        "jobs done after, s",
    ];
    table(&format!("Presswork, {}", mode.name()), &head, rows)
}

/// What the ceilings came to.
pub(crate) fn ceilings(results: &Results) -> Vec<String> {
    let mut rows = Vec::new();
    for work in Work::LOADS {
        for ceiling in work.ceilings() {
            for mode in [Mode::Off, Mode::Shipped] {
                if let Some([rate, p50, p99]) = results.height(mode, work, ceiling) {
                    let names = [work.name(), ceiling.name(), mode.name()].map(str::to_owned);
                    let [work, ceiling, mode] = names;
                    rows.push([work, ceiling, mode, shown(rate), shown(p50), shown(p99)]);
                }
            }
        }
    }
    if rows.is_empty() {
        return Vec::new();
    }
    table("Ceilings", &["work", "ceiling", "measured beside", "per second", "p50 ms", "p99 ms"], rows)
}

/// Start, and memory when idle.
pub(crate) fn starts(results: &Results) -> Vec<String> {
    let rows: Vec<_> = [Mode::Off, Mode::Shipped]
        .into_iter()
        .filter_map(|mode| {
            let (millis, idle) = results.start(mode)?;
            let most = results.median(mode, Work::W9, |seen| seen.memory.most);
            Some([mode.name().to_owned(), shown(millis), shown(idle), or_dash(most)])
        })
        .collect();
    if rows.is_empty() {
        return Vec::new();
    }
    table("Start and memory", &["mode", "first 200 after, ms", "idle, MiB", "most until after W9, MiB"], rows)
}

/// Reads beside logins.
pub(crate) fn logins(results: &Results) -> Vec<String> {
    if results.logins.is_empty() {
        return Vec::new();
    }
    let rows = results.logins.iter().map(|(mode, all)| {
        let of = |about: fn(&Beside) -> f64| shown(median(all.iter().map(about).collect()));
        [
            mode.name().to_owned(),
            of(|beside| beside.quiet),
            of(|beside| beside.quiet_p99),
            of(|beside| beside.flooded),
            of(|beside| beside.flooded_p99),
            of(|beside| beside.kept),
            of(|beside| beside.p99_times),
            of(|beside| beside.logins),
        ]
    });
    let head = ["mode", "quiet/s", "p99 ms", "flooded/s", "p99 ms", "rate kept", "p99 times", "logins/s"];
    table("W6, by bench/logins/run", &head, rows)
}

/// A larger database.
pub(crate) fn larger(results: &Results) -> Vec<String> {
    if results.larger.is_empty() {
        return Vec::new();
    }
    let rows = results.larger.iter().map(|(work, all)| {
        let pairs = |about: fn(&Load) -> f64| -> (Vec<f64>, Vec<f64>) {
            all.iter().map(|Larger { here, there }| (about(here), about(there))).unzip()
        };
        let (rates, halves) = (pairs(|load| load.rate), pairs(|load| load.p50));
        let times = ratio(&halves.1, &halves.0);
        let [less, more, half, later, times] =
            [median(rates.0), median(rates.1), median(halves.0), median(halves.1), times].map(shown);
        [work.name().to_owned(), less, more, half, later, times]
    });
    let head = ["work", "requests/s", "with more data/s", "p50 ms", "with more data", "times (goal: at most 1.5)"];
    table("More data, read cache off", &head, rows)
}

/// Several processes.
pub(crate) fn processes(results: &Results) -> Vec<String> {
    if results.processes.is_empty() {
        return Vec::new();
    }
    let rows = results.processes.iter().map(|((work, count), all)| {
        let of = |about: fn(&Load) -> f64| shown(median(all.iter().map(about).collect()));
        [work.name().to_owned(), count.to_string(), of(|load| load.rate), of(|load| load.p50), of(|load| load.p99)]
    });
    let title = "API processes behind nginx, with Redis; every process gave the same answers";
    table(title, &["work", "processes", "requests/s", "p50 ms", "p99 ms"], rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_as_many_columns_as_its_head() {
        let lines = table("T", &["a", "b"], [["1".to_owned(), "2".to_owned()]]);
        assert_eq!(lines, ["", "## T", "", "| a | b |", "|---|---|", "| 1 | 2 |"]);
    }

    #[test]
    fn what_could_not_be_seen_is_a_dash() {
        assert_eq!([shown(f64::NAN), shown(0.5)], ["–", "0.50"]);
    }
}
