//! What Redis can do, by redis-benchmark, with the ids of jobs.

use tokio::process::Command;

use crate::{
    Result,
    jobs::{place::Place, sizes::Sizes},
};

const ID: &str = "job_01kazc5rv8e3wbks4t0nmc2q5x";
/// Ids that one `LMPOP` takes.
const HUNDRED: usize = 100;

/// Ids per second pushed one by one.
pub(crate) async fn pushed(place: &Place, sizes: &Sizes) -> Result<f64> {
    let list = list(place)?;
    run(place, sizes.connections, sizes.requests, &["LPUSH", &list, ID]).await
}

/// Ids per second taken one by one and put aside, as a queue in Redis alone has to.
pub(crate) async fn moved(place: &Place, sizes: &Sizes) -> Result<f64> {
    let (list, aside) = (list(place)?, format!("{}:aside", place.here()?.name));
    pushed(place, sizes).await?;
    run(place, sizes.connections, sizes.requests, &["BLMOVE", &list, &aside, "RIGHT", "LEFT", "1"]).await
}

/// Ids per second taken by the hundred.
pub(crate) async fn popped(place: &Place, sizes: &Sizes) -> Result<f64> {
    let list = list(place)?;
    pushed(place, sizes).await?;
    let requests = sizes.requests / HUNDRED;
    let pops = ["LMPOP", "1", &list, "RIGHT", "COUNT", &HUNDRED.to_string()];
    let rate = run(place, 1, requests, &pops).await?;
    Ok(rate * f64::from(u32::try_from(HUNDRED)?))
}

fn list(place: &Place) -> Result<String> {
    Ok(format!("{}:ceiling", place.here()?.name))
}

/// Requests per second.
async fn run(place: &Place, clients: usize, requests: usize, what: &[&str]) -> Result<f64> {
    let (clients, requests) = (clients.to_string(), requests.to_string());
    let mut command = Command::new("redis-benchmark");
    command.args(["-u", place.here()?.redis.as_str(), "--csv", "-c", &clients, "-n", &requests]).args(what);
    let output = command.kill_on_drop(true).output().await;
    let output = output.map_err(|error| format!("redis-benchmark can't be started: {error}"))?;
    let said = String::from_utf8_lossy(&output.stdout);
    // "test","rps",... and a line of figures in quotes.
    let rate = said.lines().rev().find_map(|line| line.rsplit("\",\"").nth(6)?.parse().ok());
    rate.ok_or_else(|| format!("redis-benchmark failed:\n{said}{}", String::from_utf8_lossy(&output.stderr)).into())
}
