//! Thousands of open connections, half of them server-sent events and half WebSockets, to two API processes: what each takes, when it
//! hears, and what is left when it ends.

mod apis;
mod args;
mod audience;
mod reader;
mod slow;
mod telling;

use std::time::Duration;

use tokio::time::{Instant, sleep};

pub(crate) use args::Args;

use crate::{
    Result,
    figures::{count, percentile},
    installation::Installation,
    interruptible,
    report::{Goal, Report},
    say,
};
use apis::Apis;
use audience::{Audience, Hall};
use reader::Kind;
use slow::Slow;

/// What the report says of itself.
const ABOUT: [&str; 3] = [
    "By `bench/live/run`: two `presswork api` and a `presswork worker`, people with sessions whose connections follow one post, by",
    "server-sent events (`/v1/stream`) and by GraphQL subscriptions (graphql-transport-ws). Settings are those of the environment `test`.",
    "What each figure means: [README.md](../README.md).",
];
/// Connections that whoever measures keeps open to each process, to ask for this and that.
const OWN: usize = 2;
/// How many descriptors more both processes may have in the end than before: the pools of connections to the database may have grown.
const POOLS: f64 = 41.0;
/// How long everything gets to settle down before memory is looked at.
const SETTLING: Duration = Duration::from_secs(2);

/// Measures and reports. What it made is removed, also when it fails or is interrupted.
pub(crate) async fn run(args: Args) -> Result<()> {
    args.check()?;
    let who = format!("{} connections of {} people", args.connections, args.people);
    let mut report = Report::new("Open connections, measured", &ABOUT, &who, args.place.smoke);
    let settings = args.settings();
    let settings: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let here = Installation::open(&args.place, &settings).await?;
    let measured = Box::pin(interruptible(measure(&args, &here, &mut report))).await;
    here.remove().await?;
    measured?;
    report.write(args.place.report.as_deref())
}

async fn measure(args: &Args, here: &Installation, report: &mut Report) -> Result<()> {
    here.head(report).await?;
    let apis = Apis::start(here).await?;
    let hall = Hall::furnish(args, here, &apis).await?;
    warm_up(args, &hall).await?;
    sleep(SETTLING).await;
    let (empty, others) = (apis.memory()?, apis.others()?);
    let mut audience = Audience::new();
    let full = open(args, &hall, &apis, &mut audience, report).await?;
    idle(args, &apis, report).await?;
    tell(args, &hall, &mut audience, report).await?;
    let told = apis.memory()?;
    slow(args, here, &hall, &apis, report).await?;
    close(&apis, &mut audience, Before { empty, others, full, told }, report).await?;
    again(args, &hall, &apis, told, report).await?;
    apis.stop().await
}

/// Connections that come and go, so that what a process makes at the first is there before memory is looked at.
async fn warm_up(args: &Args, hall: &Hall<'_>) -> Result<()> {
    say("· warming up");
    let mut audience = Audience::new();
    for kind in Kind::BOTH {
        audience.grow(hall, kind, args.people.min(50)).await?;
    }
    audience.listens(hall).await
}

/// Opens all of them; the memory of the processes then, in MiB.
async fn open(args: &Args, hall: &Hall<'_>, apis: &Apis, audience: &mut Audience, report: &mut Report) -> Result<f64> {
    say(&format!("· opening {} connections", args.connections));
    report.section("Opening");
    let mut before = apis.memory()?;
    for kind in Kind::BOTH {
        let began = Instant::now();
        let waits = audience.grow(hall, kind, args.connections / 2).await?;
        let (name, lasted) = (kind.name(), began.elapsed().as_secs_f64());
        report.figure(&format!("{name}, until it follows, p50"), percentile(&waits, 50), " ms", "", Goal::None);
        report.figure(&format!("{name}, until it follows, p99"), percentile(&waits, 99), " ms", "", Goal::None);
        report.figure(&format!("all of {name}, 50 at once"), lasted, " s", "", Goal::None);
        sleep(SETTLING).await;
        let now = apis.memory()?;
        let each = 1024.0 * (now - before) / count(args.connections / 2);
        report.figure(&format!("memory of one of {name}"), each, " KiB", "both processes", Goal::None);
        before = now;
    }
    audience.listens(hall).await?;
    Ok(before)
}

/// What they cost while nothing happens.
async fn idle(args: &Args, apis: &Apis, report: &mut Report) -> Result<()> {
    say("· nothing happens");
    sleep(SETTLING).await;
    let (before, began) = (apis.cpu_seconds()?, Instant::now());
    sleep(Duration::from_secs(args.idle)).await;
    let percent = 100.0 * (apis.cpu_seconds()? - before) / began.elapsed().as_secs_f64();
    report.section("Open, while nothing happens");
    report.figure("of a core, both processes", percent, " %", "", Goal::None);
    Ok(())
}

/// What they hear, and when.
async fn tell(args: &Args, hall: &Hall<'_>, audience: &mut Audience, report: &mut Report) -> Result<()> {
    say("· telling");
    let heard = telling::tell(args.events, hall, audience).await?;
    report.section(&format!("{} comments one after the other, then as many at once", args.events));
    for (through, waits) in [("the same process", &heard.same), ("the other process", &heard.other)] {
        report.figure(&format!("heard through {through}, p50"), percentile(waits, 50), " ms", "", Goal::None);
        report.figure(&format!("heard through {through}, p99"), percentile(waits, 99), " ms", "", Goal::None);
    }
    report.figure("at once: until the last has heard the last", heard.burst, " s", "", Goal::None);
    report.figure("heard", count(heard.heard), "", "by all", Goal::AtLeast(count(heard.expected)));
    report.figure("not heard", count(heard.missing), "", "by all", Goal::Under(1.0));
    report.figure("heard twice", count(heard.doubled), "", "by all", Goal::Under(1.0));
    Ok(())
}

/// What becomes of those that do not read.
async fn slow(args: &Args, here: &Installation, hall: &Hall<'_>, apis: &Apis, report: &mut Report) -> Result<()> {
    say("· not reading");
    let (memory, connections) = (apis.memory()?, apis.connections()?);
    let mut slow = Slow::open(args.slow, hall).await?;
    slow.talk(here, hall).await?;
    let (began, held) = (Instant::now(), apis.memory()?);
    sleep(Duration::from_secs(args.unread) + SETTLING).await;
    let closed = slow.read_again().await?;
    let patience = Duration::from_secs(args.cut * 2 + 30);
    let left = apis.connections_fall_to(connections, patience).await?;
    report.section(&format!("{} of each kind that do not read, told 12 MB", args.slow));
    let each = 1024.0 * (held - memory) / count(args.slow * 2);
    report.figure("memory held for one", each, " KiB", "", Goal::None);
    report.figure("WebSockets that are closed by 1013", count(closed), "", "", Goal::AtLeast(count(slow.half())));
    report.figure("still open", count(left), "", "the others are cut", Goal::Under(1.0));
    report.figure("until all are cut", began.elapsed().as_secs_f64(), " s", "", Goal::None);
    Ok(())
}

/// What was there before.
struct Before {
    empty: f64,
    others: usize,
    full: f64,
    told: f64,
}

/// What is left once all are closed.
async fn close(apis: &Apis, audience: &mut Audience, before: Before, report: &mut Report) -> Result<()> {
    say("· closing");
    let began = Instant::now();
    audience.leave().await;
    let left = apis.connections_fall_to(OWN, Duration::from_secs(30)).await?;
    let lasted = began.elapsed().as_secs_f64();
    sleep(SETTLING).await;
    report.section("Closing all");
    report.figure("connections that are left", count(left), "", "", Goal::Under(1.0));
    report.figure("until they are closed", lasted, " s", "", Goal::None);
    let others = count(apis.others()?) - count(before.others);
    report.figure("other descriptors, more than before any", others, "", "both processes", Goal::Under(POOLS));
    for (when, memory) in
        [("before any", before.empty), ("all open", before.full), ("all told", before.told), ("closed", apis.memory()?)]
    {
        report.figure(&format!("memory, {when}"), memory, " MiB", "both processes", Goal::None);
    }
    Ok(())
}

/// Whether as many once more find the room that the first have left.
async fn again(args: &Args, hall: &Hall<'_>, apis: &Apis, told: f64, report: &mut Report) -> Result<()> {
    say("· opening them once more");
    let mut audience = Audience::new();
    for kind in Kind::BOTH {
        audience.grow(hall, kind, args.connections / 2).await?;
    }
    audience.listens(hall).await?;
    sleep(SETTLING).await;
    let memory = apis.memory()?;
    report.figure("memory, all open once more", memory, " MiB", "all told", Goal::Under(told * 1.1 + 8.0));
    audience.leave().await;
    Ok(())
}
