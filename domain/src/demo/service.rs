//! Sowing.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use tokio::sync::mpsc;

use super::{
    Demo, DemoTally,
    community::{self, PORTION, Plan, Site, Written},
    dice::Dice,
    language, people, store,
};
use crate::{
    Context, Error, Result,
    index::{self, Ahead},
    platform::Tx,
};

/// How many portions are made ahead of what is written.
const AHEAD: usize = 2;

/// Makes a community, in one transaction.
///
/// # Errors
/// `not_in_production`; faults of the sizes and of the password; `already_sown` when this seed was.
pub async fn sow(cx: &Context, demo: &Demo) -> Result<DemoTally> {
    demo.check(cx.settings().environment)?;
    let hash = password_hash(cx, demo).await?;
    let tx = cx.begin().await?;
    index::expect_many(cx, &tx).await?;
    let (site, mut tally) = settle(cx, &tx, demo, &hash).await?;
    write(cx, &tx, demo, Arc::new(site), &mut tally).await?;
    index::settle(cx, &tx).await?;
    tx.commit().await?;
    store::analyse(cx).await?;
    Ok(tally)
}

/// The people, their tags and follows: what posts need to be there.
async fn settle(cx: &Context, tx: &Tx, demo: &Demo, password_hash: &str) -> Result<(Site, DemoTally)> {
    let until = demo.until.unwrap_or(cx.now);
    let languages = language::all();
    let size = demo.size;
    let mut people = people::people(demo.seed, size.users as usize, &languages, community::begin(until));
    let follows = people::follows(demo.seed, people.len(), size.follows as usize);
    people::count(&mut people, &follows);
    store::people(cx, tx, &people, password_hash).await?;
    store::follows(cx, tx, &people, &follows).await?;
    let mut dice = Dice::new(demo.seed.into(), 5);
    let names = people::tags(size.tags as usize, &languages).into_iter();
    let wanted: Vec<_> = names.map(|name| (name, dice.id(community::begin(until)))).collect();
    let (tags, new) = store::tags(cx, tx, &wanted).await?;
    let community = &cx.settings().community;
    let (kinds, deepest) = (community.reactions.clone(), community.comment_depth);
    let tenfold = TimeDelta::from_std(community.trending_tenfold).map_err(Error::internal)?;
    let tally =
        DemoTally { users: people.len() as u64, follows: follows.len() as u64, tags: new, ..DemoTally::default() };
    Ok((Site { seed: demo.seed, languages, people, tags, kinds, deepest, tenfold, until }, tally))
}

/// The posts: a thread makes them, a connection finds the words by which they are found, and the transaction writes them in their
/// order. Each is a portion or two ahead of the next.
async fn write(cx: &Context, tx: &Tx, demo: &Demo, site: Arc<Site>, tally: &mut DemoTally) -> Result<()> {
    let wanted = demo.size;
    let plan = Plan::new(&site, wanted.posts as usize, wanted.comments as usize, wanted.reactions as usize);
    let (made, ready) = mpsc::channel(AHEAD);
    let (indexed, writable) = mpsc::channel(AHEAD);
    let maker = Arc::clone(&site);
    let making = tokio::task::spawn_blocking(move || make(&plan, &maker, wanted.posts as usize, &made));
    tokio::try_join!(find_words(cx, ready, indexed), write_portions(cx, tx, &site, writable, tally))?;
    making.await.map_err(Error::internal)?;
    store::count_tagged(tx, &site).await
}

async fn find_words(
    cx: &Context,
    mut ready: mpsc::Receiver<Vec<Written>>,
    indexed: mpsc::Sender<(Vec<Written>, Ahead)>,
) -> Result<()> {
    while let Some(mut posts) = ready.recv().await {
        let found = posts.iter_mut().flat_map(|post| std::mem::take(&mut post.found)).collect();
        let found = index::ahead(cx, found).await?;
        // Whoever wrote them has given up.
        if indexed.send((posts, found)).await.is_err() {
            break;
        }
    }
    Ok(())
}

async fn write_portions(
    cx: &Context,
    tx: &Tx,
    site: &Site,
    mut writable: mpsc::Receiver<(Vec<Written>, Ahead)>,
    tally: &mut DemoTally,
) -> Result<()> {
    while let Some((posts, found)) = writable.recv().await {
        store::portion(cx, tx, site, &posts, &found).await?;
        tally.posts += posts.len() as u64;
        for post in &posts {
            tally.comments += post.replies.len() as u64;
            tally.reactions += post.felt.iter().map(|felt| felt.len() as u64).sum::<u64>();
        }
        tracing::info!(posts = tally.posts, "sown");
    }
    Ok(())
}

fn make(plan: &Plan, site: &Site, posts: usize, made: &mpsc::Sender<Vec<Written>>) {
    for from in (0..posts).step_by(PORTION) {
        // Whoever wrote them has given up.
        if made.blocking_send(plan.portion(site, from)).is_err() {
            return;
        }
    }
}

/// One hash for all of them: bcrypt for each of ten thousand people would take an hour. Without a password it is that of random bytes,
/// which nobody knows.
async fn password_hash(cx: &Context, demo: &Demo) -> Result<String> {
    let entropy = &cx.deps.entropy;
    let unknown = || URL_SAFE_NO_PAD.encode(entropy.bytes::<32>());
    let password = demo.password.clone().unwrap_or_else(unknown);
    cx.deps.passwords.hash(&password, entropy.bytes()).await
}
