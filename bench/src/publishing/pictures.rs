//! What a worker takes that looks at large pictures.

use presswork_domain::platform::tls;
use serde_json::{Value, json};
use tokio::time::{Duration, Instant, sleep};

use super::gallery::{self, Picture};
use crate::{
    Result,
    figures::count,
    http::{Request, memory},
    installation::Installation,
    report::{Goal, Report},
    say,
};

/// The most that a worker may have, in MB of a million bytes.
const MOST: f64 = 300.0;
/// How long all may take.
const PATIENCE: Duration = Duration::from_mins(15);
const PAUSE: Duration = Duration::from_millis(200);

/// Sends them, starts a worker, and waits until it has looked at all.
pub(super) async fn measure(here: &Installation, base: &str, small: bool, report: &mut Report) -> Result<()> {
    let author = here.login(base, "ann").await?;
    let mut waiting = Vec::new();
    for picture in gallery::all(small) {
        let Picture { name, bytes } = picture()?;
        say(&format!("· sending {name}, {} kB", bytes.len() / 1000));
        waiting.push((name, send(here, base, &author, bytes).await?));
    }
    let (all, began) = (waiting.len(), Instant::now());
    let (worker, _) = here.start("worker").await?;
    let at_first = most(worker.id)?;
    report.section(&format!("{all} pictures{}", if small { "" } else { " of 50 megapixels" }));
    let mut ready = 0;
    while !waiting.is_empty() && began.elapsed() < PATIENCE {
        sleep(PAUSE).await;
        let mut left = Vec::new();
        for (name, id) in waiting {
            let path = format!("/v1/media/{id}");
            let now = here.asked(base, &Request::get(path).by(&author)).await?;
            match now["state"].as_str() {
                Some("processing") => left.push((name, id)),
                state => {
                    ready += usize::from(state == Some("ready"));
                    say(&format!("  {name}: {}", outcome(&now)));
                }
            }
        }
        waiting = left;
    }
    report.figure("ready", count(ready), "", "", Goal::AtLeast(count(all)));
    report.figure("until all are", began.elapsed().as_secs_f64(), " s", "", Goal::None);
    report.figure("the worker's memory, at first", at_first, " MB", "", Goal::None);
    report.figure("the worker's memory, at most", most(worker.id)?, " MB", "", Goal::Under(MOST));
    worker.stop().await
}

fn outcome(media: &Value) -> String {
    let variants = media["variants"].as_array().map_or(0, Vec::len);
    format!("{} {} with {variants} variants", media["state"], media["reason"])
}

/// The most that a process has had in memory, in MB of a million bytes.
fn most(process: u32) -> Result<f64> {
    Ok(memory(process)?.most * 1.048_576)
}

/// A ticket, the bytes, and that they have come; the id.
async fn send(here: &Installation, base: &str, author: &str, bytes: Vec<u8>) -> Result<String> {
    tls::install_provider();
    let ticket = json!({ "filename": "picture.png", "mediaType": "image/png", "size": bytes.len() });
    let told = here.asked(base, &Request::post("/v1/media", ticket).by(author)).await?;
    let id = told["media"]["id"].as_str().ok_or("a ticket without a medium")?.to_owned();
    let client = reqwest::Client::builder().no_proxy().build()?;
    let put = client.put(format!("{base}/v1/media/{id}/content")).bearer_auth(author).body(bytes).send().await?;
    if put.status() != 200 {
        return Err(format!("an upload is refused: {}", put.text().await?).into());
    }
    let complete = Request { body: None, ..Request::post(format!("/v1/media/{id}/complete"), Value::Null).by(author) };
    here.asked(base, &complete).await?;
    Ok(id)
}
