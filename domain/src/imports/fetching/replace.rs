//! Changing the addresses of pictures that are here now.

use std::collections::HashMap;

use serde_json::json;
use url::Url;

use super::address;
use crate::{
    Context, Result,
    ids::ImportId,
    imports::{Finding, Tally, store},
    jobs::Run,
    media::{self, Media},
    platform::markdown,
};

/// How many posts one transaction changes.
const CHUNK: u32 = 50;

/// The step that each transaction finishes anew: the key of the last post.
const CHANGED: &str = "changed";

/// The step that is done once the media are written down as what the import has created.
const WRITTEN: &str = "written";

/// How wide a picture in a text is at most.
const WIDTH: u32 = 1280;

/// What tallies and findings call pictures that were fetched.
const PICTURES: &str = "pictures";

/// Shows what was fetched in the place of what was there, and ends the job.
///
/// # Errors
/// `job_cancelled`; the database's. What is changed stays so.
pub(super) async fn all(run: &Run, import: ImportId, origin: &Url) -> Result<()> {
    let ready = ready(&run.cx, import).await?;
    written(run, import, &ready).await?;
    let mut after: Option<String> = run.step_result(CHANGED).await?;
    loop {
        run.check_cancelled()?;
        let page = store::posts_of(&run.cx, import, after.as_deref(), CHUNK).await?;
        let Some((posts, behind)) = page else { return end(run, import, ready.len()).await };
        let mut changes = Vec::new();
        for post in &posts {
            let shown = change(&run.cx, origin, post, &ready).await?;
            changes.extend(shown.map(|shown| (post, shown)));
        }
        let tx = run.cx.begin().await?;
        for (post, shown) in &changes {
            store::show(&run.cx, &tx, import, post, shown).await?;
        }
        after = Some(behind);
        run.finish_step(&tx, CHANGED, &after).await?;
        tx.commit().await?;
    }
}

/// The media by the addresses that they had.
async fn ready(cx: &Context, import: ImportId) -> Result<HashMap<String, Media>> {
    let made = store::made_pictures(cx, import).await?;
    let mut ready = HashMap::new();
    for some in made.chunks(500) {
        let ids: Vec<_> = some.iter().map(|(_, id)| *id).collect();
        let media: HashMap<_, _> = media::get_many(cx, &ids).await?.into_iter().map(|it| (it.id, it)).collect();
        let shown = |(address, id): &(String, _)| Some((address.clone(), media.get(id)?.clone()));
        ready.extend(some.iter().filter_map(shown).filter(|(_, media)| media.picture.is_some()));
    }
    Ok(ready)
}

/// Writes media down as what the import has created, so that they are taken back with it.
async fn written(run: &Run, import: ImportId, ready: &HashMap<String, Media>) -> Result<()> {
    if run.step_result::<bool>(WRITTEN).await?.is_some() {
        return Ok(());
    }
    let tx = run.cx.begin().await?;
    let mut ids: Vec<_> = ready.values().map(|media| media.id).collect();
    ids.sort_unstable_by_key(type_safe_id::TypeSafeId::uuid);
    store::remember_media(&tx, import, &ids).await?;
    run.finish_step(&tx, WRITTEN, &true).await?;
    tx.commit().await
}

/// What becomes of a post, if anything does, and if that can be rendered. Not within a transaction, for whose end others may have to wait.
async fn change(
    cx: &Context,
    origin: &Url,
    post: &store::PostOf,
    ready: &HashMap<String, Media>,
) -> Result<Option<store::Shown>> {
    let mut markdown = post.markdown.clone();
    for address in address::of_source(origin, &post.markdown) {
        let Some(to) = ready.get(&address).and_then(place) else { continue };
        // As it stands in the source, where an ampersand may be written out.
        for written in [address.clone(), address.replace('&', "&amp;")] {
            markdown = markdown::with_address(&markdown, &written, &to);
        }
    }
    let cover = post.social_image.as_ref().and_then(|address| ready.get(address)).map(|media| media.id);
    if markdown == post.markdown && cover.is_none() {
        return Ok(None);
    }
    let rendered = cx.deps.renderer.article(&markdown).await?;
    Ok(rendered.ok().map(|article| store::Shown { markdown, article, cover }))
}

/// Where a picture is now.
fn place(media: &Media) -> Option<String> {
    let picture = media.picture.as_ref()?;
    let variant = picture.jpeg_within(WIDTH, u32::MAX).or_else(|| picture.variants.first())?;
    Some(variant.path(media.id))
}

async fn end(run: &Run, import: ImportId, fetched: usize) -> Result<()> {
    let tx = run.cx.begin().await?;
    let failed = store::failures(&tx, import).await?;
    let conflicts = failed.len() as u64;
    let tally = Tally { file: PICTURES.to_owned(), created: fetched as u64, updated: 0, skipped: 0, conflicts };
    let finding = |(address, reason)| {
        let reason = format!("{address}: {reason}");
        Finding { file: PICTURES.to_owned(), line: None, reason }
    };
    let findings: Vec<_> = failed.into_iter().map(finding).collect();
    store::add_to_report(&tx, import, tally, &findings).await?;
    let done = i64::try_from(fetched).unwrap_or_default() + i64::try_from(conflicts).unwrap_or_default();
    run.progress_in(&tx, done, Some(done), "done").await?;
    run.finish(&tx, &json!({ "fetched": fetched, "failed": conflicts })).await?;
    tx.commit().await
}
