//! The report: every goal with its figure and whether it is reached, then everything that was measured.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use super::{
    Args, goals,
    place::Place,
    results::Results,
    tables,
    work::{Mode, Work},
};
use crate::{
    Result,
    machine::{machine, postgres, redis_server},
    say,
};

/// On what was measured, and how.
pub(crate) struct Facts {
    lines: Vec<String>,
    date: String,
    warnings: Vec<String>,
}

impl Facts {
    /// Looks at the machine, before it has anything to do.
    pub(crate) async fn gather(args: &Args, place: &Place) -> Result<Self> {
        let mut servers = postgres(place.deps.db.pool()).await?;
        if args.services || !args.processes.is_empty() {
            servers = format!("{servers}, {}", redis_server(&args.redis).await?);
        }
        let size: Vec<String> =
            place.size.named().map(|(name, count)| format!("{} {name}", tables::count(count))).into();
        let form = if args.services { "`api` and `worker` with Redis" } else { "`serve`, one process without Redis" };
        let now = place.deps.clock.now();
        let lines = vec![
            now.format("%Y-%m-%d %H:%M UTC").to_string(),
            machine(),
            format!("{servers}, on the same machine, as is the load"),
            format!("{} as {form}", place.binary.display()),
            format!("settings: {}; read cache off: PRESSWORK__CACHE__SIZE_MIB=0", place.told_settings()),
            format!("data: {}, by `presswork seed`", size.join(", ")),
            format!(
                "load: wrk, {} connections, {} s each, {} times; {} different posts and people, {} pages of lists",
                args.connections,
                args.seconds,
                args.repetitions,
                args.keys,
                args.keys.div_ceil(5)
            ),
            format!(
                "pgbench: {} clients, prepared, with the planner's settings that suit the statements best",
                args.pgbench_clients
            ),
            format!("command: {}", std::env::args().collect::<Vec<_>>().join(" ")),
        ];
        let mut warnings = Vec::new();
        if cfg!(debug_assertions) {
            warnings.push("The bare server is a debug build: its figures say nothing.".to_owned());
        }
        if args.smoke {
            warnings.push("A smoke run, on little data and for a second each: the figures say nothing.".to_owned());
        }
        if args.repetitions < 3 {
            warnings.push("Fewer than three repetitions: no median to rely on.".to_owned());
        }
        Ok(Self { lines, date: now.format("%Y-%m-%d-%H%M").to_string(), warnings })
    }
}

impl Facts {
    /// What is known of it, each a line.
    pub(crate) fn lines(&self) -> impl Iterator<Item = &String> {
        self.lines.iter().chain(&self.warnings)
    }
}

/// Prints where processor time goes, and writes it into the folder of the reports when there is one.
pub(crate) fn write_profile(args: &Args, facts: &Facts, text: &str) -> Result<()> {
    publish(args, &format!("{}-functions", facts.date), text)
}

/// Prints the report, and writes it into a folder when there is one.
pub(crate) fn write(args: &Args, facts: &Facts, results: &Results) -> Result<()> {
    publish(args, &facts.date, &text(facts, results))
}

fn publish(args: &Args, name: &str, text: &str) -> Result<()> {
    std::io::stdout().write_all(text.as_bytes())?;
    if let Some(folder) = args.results.as_ref().filter(|_| !args.smoke) {
        let file = free_name(folder, name);
        fs::create_dir_all(folder)?;
        fs::write(&file, text)?;
        say(&format!("· written to {}", file.display()));
    }
    Ok(())
}

/// The name, and a number where that is taken.
fn free_name(folder: &Path, name: &str) -> PathBuf {
    let names = std::iter::once(name.to_owned()).chain((2..).map(|n| format!("{name}-{n}")));
    let mut files = names.map(|name| folder.join(name + ".md"));
    files.find(|file| !file.exists()).unwrap_or_else(|| folder.join("report.md"))
}

fn text(facts: &Facts, results: &Results) -> String {
    let mut lines = vec![
        "# Speed, measured".to_owned(),
        String::new(),
        "By `bench/http/run`. Presswork and its ceilings are of the same run, measured in turns; figures are medians of the".to_owned(),
        "repetitions, ratios medians of the pairs. [README.md](../README.md) says what each work is and how it is measured.".to_owned(),
        String::new(),
    ];
    lines.extend(facts.lines.iter().map(|line| format!("- {line}")));
    lines.push(format!("- {}", form_of_w3(results)));
    lines
        .push(format!("- a comment enqueues {} jobs, and the ceiling of W4 writes as many", results.jobs_of_a_comment));
    let (refused, broken) = results.faults();
    lines.push(format!("- answers of 400 and above: {refused}; broken off or too late: {broken}"));
    lines.extend(facts.warnings.iter().chain(&results.left_out).map(|line| format!("- **{line}**")));
    lines.extend(goals_table(results));
    for mode in [Mode::Off, Mode::Shipped] {
        lines.extend(tables::works(results, mode));
    }
    lines.extend(tables::ceilings(results));
    lines.extend(tables::starts(results));
    lines.extend(tables::logins(results));
    lines.extend(tables::larger(results));
    lines.extend(tables::processes(results));
    lines.extend(glossary());
    lines.join("\n") + "\n"
}

fn form_of_w3(results: &Results) -> &'static str {
    if results.nested {
        "W3 asks for the comments of a post as its field"
    } else {
        "W3 asks for the comments of its 20 posts beside them in the same document: posts have no field `comments`"
    }
}

fn goals_table(results: &Results) -> Vec<String> {
    let lines = goals::lines(results);
    if lines.is_empty() {
        return Vec::new();
    }
    let rows = lines.iter().map(|line| {
        let about = if line.is_estimate { "≈ " } else { "" };
        let than = if line.at_most { "≤" } else { "≥" };
        [
            line.what.to_owned(),
            line.mode.name().to_owned(),
            line.against.to_owned(),
            format!("{about}{}{}", tables::shown(line.seen), line.unit),
            format!("{than} {}{}", tables::shown(line.goal), line.unit),
            if line.is_reached() { "yes" } else { "**no**" }.to_owned(),
        ]
    });
    let mut table = tables::table("Goals", &["what", "mode", "against", "seen", "goal", "reached"], rows);
    table.push(String::new());
    table.push(
        "≈ is an estimate: the other program was not run here; its known figures are scaled by those of pgbench."
            .to_owned(),
    );
    table
}

/// The works and what they ask for, for who reads no other page.
fn glossary() -> Vec<String> {
    let rows = Work::LOADS.into_iter().map(|work| [work.name().to_owned(), work.what().to_owned()]);
    tables::table("Works", &["work", "what it asks for"], rows)
}
