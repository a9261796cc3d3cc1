//! Where processor time goes: the functions of a release build that use most of it, for each work, by a profiler of Debian's.

use std::{fmt::Write, path::Path, process::Stdio};

use tokio::{
    process::Command,
    time::{Duration, sleep},
};

use super::{
    Args,
    args::Profiler,
    loads::Bench,
    report::Facts,
    server::Server,
    work::{Mode, Work},
};
use crate::{Result, say};

/// Lines of a table.
const LINES: usize = 40;

/// Characters of a line: names of generic functions are endless.
const WIDTH: usize = 160;

/// Seconds that counting takes at least.
const SLOWLY: u64 = 10;

/// Profiles each work in each mode; the whole text.
pub(crate) async fn measure(args: &Args, bench: &Bench<'_>, profiler: Profiler, facts: &Facts) -> Result<String> {
    let mut text = "# Where processor time goes\n\nBy `bench/http/profile`.\n\n".to_owned();
    for line in facts.lines() {
        writeln!(text, "- {line}")?;
    }
    for work in bench.works.iter().filter(|work| !matches!(work, Work::W2Whole | Work::W5Unchanged)) {
        for mode in args.modes() {
            say(&format!("· {} {}, {}", profiler.name(), work.name(), mode.name()));
            let table = match profiler {
                Profiler::Perf => by_samples(bench, *work, mode).await?,
                Profiler::Callgrind => by_counting(bench, *work, mode).await?,
            };
            writeln!(text, "\n## {}, {}\n\n```text\n{table}```", work.name(), mode.name())?;
        }
    }
    Ok(text)
}

async fn by_samples(bench: &Bench<'_>, work: Work, mode: Mode) -> Result<String> {
    let server = Server::start(bench.place, &bench.client, &mode.settings()).await?;
    bench.look(work, &server.base).await?;
    let (mix, file) = (bench.mix(work)?, bench.place.folder().join("perf.data"));
    let mut perf = Command::new("perf");
    perf.args(["record", "-q", "-F", "499", "-p", &server.ids()[0].to_string(), "-o"]).arg(&file);
    perf.args(["--", "sleep", &bench.args.seconds.to_string()]).stdin(Stdio::null()).kill_on_drop(true);
    let perf = perf.spawn().map_err(|error| format!("perf can't be started: {error}"))?;
    bench.asked(&server.base, &mix, bench.args.seconds + 1).await?;
    let output = perf.wait_with_output().await?;
    if !output.status.success() {
        return Err("perf record failed; kernel.perf_event_paranoid may forbid it".into());
    }
    server.stop().await?;
    let report = ["report", "--stdio", "--no-children", "--sort", "dso,symbol", "--percent-limit", "0.3", "-i"];
    Ok(first_lines(&told("perf", &report, &file).await?, |line| line.contains('%') && !line.starts_with('#')))
}

async fn by_counting(bench: &Bench<'_>, work: Work, mode: Mode) -> Result<String> {
    let file = bench.place.folder().join(format!("{work:?}-{mode:?}.callgrind"));
    let out = format!("--callgrind-out-file={}", file.display());
    let valgrind = ["valgrind", "--tool=callgrind", "--instr-atstart=no", &out].map(str::to_owned);
    let server = Server::under(&valgrind, bench.place, &bench.client, &mode.settings()).await?;
    bench.look(work, &server.base).await?;
    let (mix, id) = (bench.mix(work)?, server.ids()[0].to_string());
    let counted = async |on: &str| Command::new("callgrind_control").args(["-i", on, &id]).output().await;
    counted("on").await?;
    bench.asked(&server.base, &mix, bench.args.seconds.max(SLOWLY)).await?;
    counted("off").await?;
    sleep(Duration::from_millis(500)).await;
    server.stop().await?;
    let annotated = told("callgrind_annotate", &["--auto=no", "--threshold=95"], &file).await?;
    Ok(first_lines(&annotated, |line| line.contains('%')))
}

/// What a tool prints about a file.
async fn told(tool: &str, arguments: &[&str], file: &Path) -> Result<String> {
    let output = Command::new(tool).args(arguments).arg(file).stdin(Stdio::null()).output().await;
    let output = output.map_err(|error| format!("{tool} can't be started: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(format!("{tool} failed:\n{}", String::from_utf8_lossy(&output.stderr)).into())
}

fn first_lines(text: &str, wanted: impl Fn(&str) -> bool) -> String {
    let lines = text.lines().filter(|line| wanted(line)).take(LINES);
    lines.fold(String::new(), |mut text, line| {
        text.extend(line.trim_end().chars().take(WIDTH));
        text + "\n"
    })
}

impl Profiler {
    const fn name(self) -> &'static str {
        match self {
            Self::Perf => "perf",
            Self::Callgrind => "callgrind",
        }
    }
}
