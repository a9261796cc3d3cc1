//! `presswork move`: an instance into another database, while it runs, and in a last pass once it has stopped.

use std::{
    fmt::Write as _,
    io::Write as _,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use presswork_domain::{
    Context, Deps, Error,
    platform::{
        Settings,
        settings::SecretUrl,
        transfer::{self, Hold, Progress, Side, Stage, Sum, Tally, Transfer},
    },
    search,
};

use crate::{Failure, args::Move, out, schema, table};

/// How often a table that takes long is told of.
const EVERY: Duration = Duration::from_secs(2);

pub(crate) async fn run(settings: Settings, args: Move) -> Result<(), Failure> {
    let from = SecretUrl::new(&args.from);
    let Some(to) = args.to.filter(|_| !args.give_up).map(|to| SecretUrl::new(&to)) else { return give_up(&from).await };
    let hold = if args.last { Hold::Alone } else { Hold::Shared };
    let source = Side::source(&from, hold).await.map_err(|error| of("--from", &from, &error))?;
    let target = Side::target(&to).await.map_err(|error| of("--to", &to, &error))?;
    let said = moved(&settings, source, target, hold).await?;
    out::print(&said)
}

async fn moved(settings: &Settings, source: Side, target: Side, hold: Hold) -> Result<String, Failure> {
    source.differs_from(&target).await.map_err(stopped)?;
    schema::require_of(&source).await?;
    schema::prepare(&target).await?;
    let to = target.url().clone();
    let mut transfer = Transfer::begin(source, target, hold).await.map_err(stopped)?;
    let mut said = String::new();
    if transfer.stage() == Stage::Copying {
        let tell = Teller::default();
        let tallies = transfer.pass(&|progress| tell.hear(progress)).await.map_err(stopped)?;
        said.push_str(&copied(&tallies));
        if hold == Hold::Alone {
            let sums = transfer.compare(&|progress| tell.hear(progress)).await.map_err(stopped)?;
            said.push_str(&the_same(&sums));
            transfer.hand_over().await.map_err(stopped)?;
        } else {
            said.push_str("what changes from now on comes with the next run; stop the source, then end with --final\n");
        }
    }
    if transfer.stage() == Stage::HandedOver {
        let job = reindex(settings, &to).await?;
        transfer.finish().await.map_err(stopped)?;
        let _ = writeln!(said, "{job} writes what can be found, once a worker runs there");
    }
    if transfer.stage() == Stage::Done {
        let _ = writeln!(said, "{to} is the instance now, and the source does not start any more");
    }
    transfer.close().await;
    Ok(said)
}

async fn give_up(from: &SecretUrl) -> Result<(), Failure> {
    let failed = |error: Error| of("--from", from, &error);
    let source = Side::source(from, Hold::Shared).await.map_err(failed)?;
    schema::require_of(&source).await?;
    transfer::give_up(&source).await.map_err(failed)?;
    source.close().await;
    out::print(&format!("{from} starts again; never start what it was moved to beside it\n"))
}

/// Has the target write what can be found. The settings are those of the process, but for the database.
async fn reindex(settings: &Settings, to: &SecretUrl) -> Result<String, Failure> {
    let mut settings = settings.clone();
    settings.database.url = to.clone();
    let failed = |error: Error| Failure::of(&error, &settings);
    let deps = Arc::new(Deps::open(settings.clone()).await.map_err(failed)?);
    let job = search::request_reindex(&Context::system(Arc::clone(&deps), "move")).await;
    deps.queue.flush().await;
    deps.events.flush().await;
    deps.db.close().await;
    Ok(job.map_err(failed)?.to_string())
}

/// What ended a run, and what to do.
#[expect(clippy::needless_pass_by_value, reason = "it is what errors are mapped by")]
fn stopped(error: Error) -> Failure {
    match &error {
        Error::Unavailable { cause, .. } => {
            Failure::new(format!("the move stopped: {cause}; run the same again to go on"))
        }
        Error::Internal(cause) => Failure::new(format!("the move stopped: {cause}")),
        other => Failure::new(other.detail()),
    }
}

/// A database that can't be opened, by the argument that names it.
fn of(argument: &str, url: &SecretUrl, error: &Error) -> Failure {
    match error {
        Error::Unavailable { cause, .. } => Failure::new(format!(
            "{url} can't be opened: {}; start it, or correct {argument}",
            cause.to_string().trim_start_matches("Connection Error: ")
        )),
        other => Failure::new(format!("{argument}: {}", other.detail())),
    }
}

fn copied(tallies: &[Tally]) -> String {
    let sum = |of: fn(&Tally) -> i64| tallies.iter().map(of).sum::<i64>();
    let head = ["TABLE", "ROWS", "WRITTEN", "REMOVED"].map(str::to_owned);
    let row = |it: &Tally| [it.table.clone(), it.looked_at.to_string(), it.written.to_string(), it.removed.to_string()];
    let changed = tallies.iter().filter(|it| it.written + it.removed > 0);
    let rows: Vec<_> = std::iter::once(head).chain(changed.map(row)).collect();
    let mut said = if rows.len() > 1 { table::aligned(&rows) } else { String::new() };
    let (looked_at, written, removed) = (sum(|it| it.looked_at), sum(|it| it.written), sum(|it| it.removed));
    let _ = writeln!(said, "{} tables, {looked_at} rows: {written} written, {removed} removed", tallies.len());
    let put_off = sum(|it| it.put_off);
    if put_off > 0 {
        let _ =
            writeln!(said, "{put_off} rows wait for the next run: a unique value of theirs is another's here still");
    }
    said
}

fn the_same(sums: &[Sum]) -> String {
    let head = ["TABLE", "ROWS", "SHA-256 ON BOTH SIDES"].map(str::to_owned);
    let row = |sum: &Sum| [sum.table.clone(), sum.rows.to_string(), sum.sha256.clone()];
    table::aligned(&std::iter::once(head).chain(sums.iter().map(row)).collect::<Vec<_>>())
}

/// Tells on stderr how far it is: a line for a table that takes long, every now and then.
#[derive(Default)]
struct Teller(Mutex<Option<Instant>>);

impl Teller {
    fn hear(&self, progress: Progress<'_>) {
        let now = Instant::now();
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_some_and(|last| now - last < EVERY) {
            return;
        }
        *last = Some(now);
        let doing = if progress.comparing { "compared" } else { "copied" };
        // When nobody listens there is nobody to tell.
        let _ = writeln!(std::io::stderr(), "{}: {} rows {doing}", progress.table, progress.done);
    }
}
