//! Many posts that are due in the same second, and a worker that is killed among them.

use chrono::{DateTime, SecondsFormat, SubsecRound, TimeDelta, Utc};
use futures::{StreamExt, TryStreamExt, stream};
use presswork_domain::platform::clock::{Clock, SystemClock};
use serde_json::json;
use tokio::time::{Duration, Instant, sleep};

use crate::{
    Result,
    figures::count,
    http::{Process, Request},
    installation::Installation,
    report::{Goal, Report},
    say,
};

/// How many requests at once write and plan them.
const AT_ONCE: usize = 16;
/// How long planning one takes at most, on two cores.
const PLANNING: TimeDelta = TimeDelta::milliseconds(8);
/// How long all may take.
const PROMISE: f64 = 10.0;
/// How soon after the second the worker dies: when each has some of the posts in hand.
const ALIVE: Duration = Duration::from_millis(40);
/// How often is counted.
const PAUSE: Duration = Duration::from_millis(20);
/// How long what the killed worker has left may take: its lease, and some.
const PATIENCE: Duration = Duration::from_mins(3);
const OUT: &str = "SELECT COUNT(*) FROM posts WHERE status = 'published'";
const DUE: &str =
    "SELECT COUNT(*) FROM jobs WHERE state IN ('queued', 'scheduled', 'running', 'held') AND run_at <= now()";

/// Plans them, waits, kills, counts.
pub(super) async fn measure(
    here: &Installation,
    base: &str,
    posts: u32,
    workers: u8,
    report: &mut Report,
) -> Result<()> {
    let author = here.login(base, "ann").await?;
    say(&format!("· writing {posts} posts"));
    let drafts: Vec<String> = in_turns(posts, |n| draft(here, base, &author, n)).await?;
    let count_of = i32::try_from(posts)?;
    let at = (SystemClock.now() + TimeDelta::seconds(10) + PLANNING * count_of).trunc_subsecs(0);
    say(&format!("· planning them for {at}"));
    in_turns(posts, |n| plan(here, base, &author, &drafts[n as usize], at)).await?;
    let mut running = Vec::new();
    for _ in 0..workers {
        running.push(here.start("worker").await?.0);
    }
    let wait = (at - SystemClock.now()).to_std().map_err(|_| "planning took too long")?;
    sleep(wait + ALIVE).await;
    drop(running.remove(0));
    let began = Instant::now();
    while here.count(OUT).await? < i64::from(posts) && began.elapsed() < PATIENCE {
        sleep(PAUSE).await;
    }
    let took = (SystemClock.now() - at).as_seconds_f64();
    while here.count(DUE).await? > 0 && began.elapsed() < PATIENCE {
        sleep(PAUSE).await;
    }
    tell(here, posts, workers, took, report).await?;
    stop(running).await
}

async fn tell(here: &Installation, posts: u32, workers: u8, took: f64, report: &mut Report) -> Result<()> {
    report.section(&format!("{posts} posts due in the same second, {workers} workers, one of which is killed then"));
    report.figure("until the last is out", took, " s", "the second", Goal::Under(PROMISE));
    for (what, sql) in [
        ("posts that are out", OUT),
        // Written once when it was created, once when it was planned, once when it was published.
        ("posts published once", "SELECT COUNT(*) FROM posts WHERE status = 'published' AND version = 3"),
        ("told to followers once", "SELECT COUNT(DISTINCT payload ->> 'post') FROM jobs WHERE kind = 'posts.fan_out'"),
        (
            "receipts that say so",
            "SELECT COUNT(*) FROM jobs WHERE kind = 'posts.publish' AND state = 'succeeded' \
             AND CAST(result AS TEXT) LIKE '%\"published\": true%'",
        ),
    ] {
        let found = usize::try_from(here.count(sql).await?)?;
        report.figure(what, count(found), "", "", Goal::AtLeast(f64::from(posts)));
    }
    let told = usize::try_from(here.count("SELECT COUNT(*) FROM jobs WHERE kind = 'posts.fan_out'").await?)?;
    let again = count(told) - f64::from(posts);
    report.figure("told again", again.max(0.0), "", "", Goal::Under(1.0));
    Ok(())
}

/// Does so many things, some at a time, in their order.
async fn in_turns<T, F: Future<Output = Result<T>>>(posts: u32, work: impl Fn(u32) -> F) -> Result<Vec<T>> {
    stream::iter((0..posts).map(work)).buffered(AT_ONCE).try_collect().await
}

async fn draft(here: &Installation, base: &str, author: &str, n: u32) -> Result<String> {
    let markdown = format!("# {n}\n\n{}", "Words and *words*. ".repeat(100));
    let input = json!({ "title": format!("Post {n}"), "slug": format!("post-{n}"), "markdown": markdown });
    let post = here.asked(base, &Request::post("/v1/posts", input).by(author)).await?;
    Ok(post["id"].as_str().ok_or("a post without an id")?.to_owned())
}

async fn plan(here: &Installation, base: &str, author: &str, id: &str, at: DateTime<Utc>) -> Result<()> {
    let input = json!({ "publishAt": at.to_rfc3339_opts(SecondsFormat::Secs, true) });
    here.asked(base, &Request::post(format!("/v1/posts/{id}/publish"), input).by(author)).await?;
    Ok(())
}

async fn stop(running: Vec<Process>) -> Result<()> {
    for worker in running {
        worker.stop().await?;
    }
    Ok(())
}
