//! W6: `bench/logins/run`, on a database of its own.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
};

use tokio::process::Command;

use super::{
    Args,
    results::{Beside, Results},
    server::free_port,
    work::{Mode, Work},
};
use crate::{Result, databases::Databases, say};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/logins/run");

/// Measures it in each mode.
pub(crate) async fn measure(args: &Args, results: &mut Results) -> Result<()> {
    let databases = Databases::on(&args.database);
    let name = format!("presswork_http_logins_{}", std::process::id());
    for mode in args.modes() {
        say(&format!("· {}, {}", Work::W6.name(), mode.name()));
        databases.remove(&name).await?;
        databases.create(&name).await?;
        let said = run(args, mode, databases.url(&name).as_str()).await;
        databases.remove(&name).await?;
        let rounds = rounds(&said?);
        if rounds.is_empty() {
            return Err("bench/logins/run told nothing".into());
        }
        results.logins.insert(mode, rounds);
    }
    Ok(())
}

async fn run(args: &Args, mode: Mode, database: &str) -> Result<String> {
    let mut command = Command::new(SCRIPT);
    command.arg(absolute(&args.presswork)?).env("DATABASE_URL", database).env_remove("REDIS_URL");
    command.env("PORT", free_port()?.to_string()).env("ROUNDS", args.repetitions.min(3).to_string());
    command.env("SECONDS_EACH", args.seconds.to_string()).envs(mode.settings());
    if args.smoke {
        command.env("PRESSWORK__AUTH__BCRYPT_COST", "4");
    }
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).kill_on_drop(true).output().await?;
    let said = String::from_utf8(output.stdout)?;
    if output.status.success() { Ok(said) } else { Err(format!("bench/logins/run failed:\n{said}").into()) }
}

fn absolute(binary: &Path) -> Result<PathBuf> {
    binary.canonicalize().map_err(|error| format!("{}: {error}", binary.display()).into())
}

/// The lines of its table: round, quiet/s, p99, flooded/s, p99, rate kept, p99 times, logins/s.
fn rounds(said: &str) -> Vec<Beside> {
    let numbers = |line: &str| line.split_whitespace().map(|word| word.parse().ok()).collect::<Option<Vec<f64>>>();
    let round = |line: &str| {
        let [_, quiet, quiet_p99, flooded, flooded_p99, kept, p99_times, logins] = numbers(line)?.try_into().ok()?;
        Some(Beside { quiet, flooded, kept, quiet_p99, flooded_p99, p99_times, logins })
    };
    said.lines().filter_map(round).collect()
}

#[cfg(test)]
mod tests {
    use super::rounds;

    #[test]
    fn the_rounds_are_read_and_the_head_is_not() {
        let said = "round  quiet/s  p99 ms  flooded/s  p99 ms  rate kept  p99 times  logins/s\n    1     9000    2.50       7200    4.00       0.80       1.60       4.1\n";
        let [round] = rounds(said)[..] else { panic!("{said}") };
        assert_eq!(format!("{} {} {}", round.quiet, round.kept, round.logins), "9000 0.8 4.1");
    }
}
