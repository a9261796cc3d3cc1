//! Fetching one picture, and making a medium of it.

use std::io::{Read, Seek};

use serde_json::json;
use url::Url;

use super::address;
use crate::{
    Error, Result, archive,
    ids::MediaId,
    imports::{FetchPicture, Import, service, store},
    jobs::{self, Run, Terms},
    media::{self, Fetched, Media, MediaState},
    platform::{images::Format, outbound::Trouble},
};

/// How often somebody is asked who does not answer as they should.
const TRIES: u32 = 3;

/// What came of a picture.
enum Came {
    /// It is here.
    File(Box<Fetched>),
    /// It is none that could be had, and why.
    Nothing(String),
}

/// Fetches a picture and waits until it is ready. Run again, it writes down what has become of it.
///
/// # Errors
/// `unavailable` for a site that does not answer, as long as it is worth asking again; `job_cancelled`; the database's and the store's.
pub async fn fetch_picture(run: &Run, job: &FetchPicture) -> Result<()> {
    let import = match service::find(&run.cx, job.import).await {
        Err(Error::NotFound { .. }) => return end(run, job, None).await,
        found => found?,
    };
    let Some(picture) = store::picture(&run.cx, import.id, job.number).await? else { return end(run, job, None).await };
    let made = match picture.media_id {
        Some(id) => media::find(&run.cx, id).await?,
        None => None,
    };
    match made.as_ref().map(|media| media.state) {
        Some(MediaState::Ready) => return end(run, job, None).await,
        Some(MediaState::Refused) => {
            let reason = made.and_then(|media| media.sending?.reason).unwrap_or_default();
            return end(run, job, Some(format!("it can't be shown: {reason}"))).await;
        }
        Some(MediaState::Processing) => return end(run, job, Some("it could not be made ready".to_owned())).await,
        Some(MediaState::Waiting) | None => {}
    }
    match fetched(run, &import, &picture.address).await? {
        Came::Nothing(reason) => end(run, job, Some(reason)).await,
        Came::File(fetched) => keep(run, job, &picture, made, *fetched).await,
    }
}

async fn fetched(run: &Run, import: &Import, text: &str) -> Result<Came> {
    let origin = import.origin.as_deref().and_then(|text| Url::parse(text).ok());
    let url = origin.as_ref().and_then(|origin| address::absolute(origin, text));
    let Some(url) = url else { return Ok(Came::Nothing("this is no address of the site".to_owned())) };
    // Once more, as the settings are now.
    let url = match run.cx.deps.outbound.target(url.as_str()) {
        Ok(url) => url,
        Err(refusal) => return Ok(Came::Nothing(refusal.detail)),
    };
    let mut file = archive::scratch(&run.cx.settings().scratch_dir())?;
    let (most, within) = (run.cx.settings().media.max_bytes, run.cx.settings().imports.picture_timeout);
    let done = run.cx.deps.outbound.download(&url, within, most, &mut file).await;
    run.check_cancelled()?;
    Ok(match done {
        Err(trouble @ (Trouble::Late(_) | Trouble::Broken(..))) if run.job.attempt < TRIES => {
            return Err(Error::unavailable("the site that pictures come from", trouble.to_string()));
        }
        Ok(done) if done.status >= 500 && run.job.attempt < TRIES => {
            return Err(Error::unavailable("the site that pictures come from", format!("{} {url}", done.status)));
        }
        Err(trouble) => Came::Nothing(trouble.to_string()),
        Ok(done) if (300..400).contains(&done.status) => {
            Came::Nothing(format!("it answered with {}; redirects are not followed", done.status))
        }
        Ok(done) if done.status != 200 => Came::Nothing(format!("it answered with {}", done.status)),
        Ok(done) if done.is_cut => Came::Nothing(format!("it is longer than {most} bytes")),
        Ok(done) => {
            let mut beginning = Vec::new();
            file.rewind().map_err(Error::internal)?;
            (&mut file).take(64).read_to_end(&mut beginning).map_err(Error::internal)?;
            file.rewind().map_err(Error::internal)?;
            match Format::sniff(&beginning) {
                Some(format) => {
                    let filename = address::filename(&url);
                    Came::File(Box::new(Fetched { filename, format, size: done.bytes, file }))
                }
                None => Came::Nothing("these bytes are no JPEG, PNG, GIF or WebP".to_owned()),
            }
        }
    })
}

/// Makes a medium of what was fetched, and waits for the job that makes it ready. A medium that an earlier attempt has begun goes.
async fn keep(
    run: &Run,
    job: &FetchPicture,
    picture: &store::Picture,
    begun: Option<Media>,
    mut fetched: Fetched,
) -> Result<()> {
    let cx = run.cx.again();
    let tx = cx.begin().await?;
    if let Some(earlier) = begun {
        media::drop_begun(&cx, &tx, earlier.id).await?;
    }
    let id: MediaId = match media::adopt(&cx, &tx, picture.owner_id, &fetched).await {
        Ok(id) => id,
        Err(Error::Invalid(_)) => {
            drop(tx);
            return end(run, job, Some("nobody could have sent it: it is empty, or too long".to_owned())).await;
        }
        Err(error) => return Err(error),
    };
    store::made(&tx, job.import, job.number, id).await?;
    run.progress_in(&tx, 0, Some(1), "fetched").await?;
    tx.commit().await?;
    let media = media::get(&cx, id).await?;
    let Some((mut tx, process)) = media::hand_over(&cx, &media, &mut fetched).await? else {
        return Err(Error::unavailable("a medium", "another run was quicker"));
    };
    jobs::enqueue_children(&cx, &mut tx, run.job.id, &[process], &Terms::now()).await?;
    run.wait_for_children(&tx).await?;
    tx.commit().await
}

/// Ends, with a reason where nothing came of it.
async fn end(run: &Run, job: &FetchPicture, reason: Option<String>) -> Result<()> {
    let tx = run.cx.begin().await?;
    if let Some(reason) = &reason {
        store::failed(&tx, job.import, job.number, reason).await?;
    }
    run.finish(&tx, &json!({ "state": if reason.is_none() { "ready" } else { "failed" }, "reason": reason })).await?;
    tx.commit().await
}
