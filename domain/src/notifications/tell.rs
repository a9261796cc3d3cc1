//! Who is told of what.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use uuid::Uuid;

use super::{
    MailNotification, NotificationKind,
    store::{self, Address, Gathered, Told},
};
use crate::{
    Context, Result,
    comments::{self, Comment, CommentInclude, TellOfComment},
    follows::TellOfFollow,
    ids::{self, CommentId, ModerationActionId, NotificationId, UserId},
    jobs::{self, Run, Terms},
    platform::{
        Tx,
        events::{Channel, Signal},
    },
    posts,
    reactions::TellOfReaction,
};

/// Tells of a comment: who is named in it, whom it answers, and whose post it is about; everybody once. Told again after a
/// change, it reaches those who are named now and were not before.
///
/// # Errors
/// `not_found` when it, or its post, is not to be seen any more; `stale_version` when another run has taken over.
pub async fn of_comment(run: &Run, job: &TellOfComment) -> Result<()> {
    let cx = &run.cx;
    let mentions = CommentInclude { mentions: true, ..CommentInclude::default() };
    let comment = comments::get(cx, job.comment, mentions).await?;
    let post = posts::published(cx, comment.post_id).await?;
    let Some(by) = comment.author_id else { return end(run).await };
    let answered = match comment.parent_id {
        Some(parent) => comments::find(cx, parent, CommentInclude::default()).await?,
        None => None,
    };
    let told = Told { event: comment.id.uuid(), by, post: Some(post.id), at: cx.now };
    finish(run, &told, &concerned(cx, &comment, post.author_id, answered.as_ref())).await
}

/// Whom a comment concerns, each as what concerns them most.
fn concerned(cx: &Context, comment: &Comment, author: UserId, answered: Option<&Comment>) -> Vec<Address> {
    let mut concerned = BTreeMap::new();
    let mut add = |to: UserId, kind, subject: Uuid, comment| {
        concerned.insert(to, address(cx, to, kind, subject, comment));
    };
    add(author, NotificationKind::Comment, comment.post_id.uuid(), None);
    for named in comment.mentions.iter().flatten() {
        add(named.id, NotificationKind::Mention, comment.id.uuid(), Some(comment.id));
    }
    if let Some((answered, whom)) = answered.and_then(|it| Some((it.id, it.author_id?))) {
        add(whom, NotificationKind::Reply, answered.uuid(), Some(answered));
    }
    concerned.into_values().collect()
}

/// Tells of a reaction.
///
/// # Errors
/// `stale_version` when another run has taken over.
pub async fn of_reaction(run: &Run, job: &TellOfReaction) -> Result<()> {
    let subject = job.comment.map_or(job.post.uuid(), |comment| comment.uuid());
    let told = Told { event: subject, by: job.by, post: Some(job.post), at: run.cx.now };
    finish(run, &told, &[address(&run.cx, job.to, NotificationKind::Reaction, subject, job.comment)]).await
}

/// Tells of a follower.
///
/// # Errors
/// `stale_version` when another run has taken over.
pub async fn of_follow(run: &Run, job: &TellOfFollow) -> Result<()> {
    let subject = job.whom.uuid();
    let told = Told { event: subject, by: job.who, post: None, at: run.cx.now };
    finish(run, &told, &[address(&run.cx, job.whom, NotificationKind::Follow, subject, None)]).await
}

/// Tells somebody what a moderator did, or decided about that, in the transaction of it: the event, and what it is about.
///
/// # Errors
/// The database's.
pub(crate) async fn of_moderation(
    cx: &Context,
    tx: &mut Tx,
    to: UserId,
    by: UserId,
    (event, action): (Uuid, ModerationActionId),
) -> Result<()> {
    let told = Told { event, by, post: None, at: cx.now };
    tell(cx, tx, &told, &[address(cx, to, NotificationKind::Moderation, action.uuid(), None)]).await
}

pub(super) fn address(
    cx: &Context,
    to: UserId,
    kind: NotificationKind,
    subject: Uuid,
    comment: Option<CommentId>,
) -> Address {
    Address { id: ids::new(cx), to, kind, subject, comment, seq: 0 }
}

/// Tells, and ends the job in the transaction of that. The receipt counts nobody: who set the job in motion would read from it what others
/// want to hear of.
async fn finish(run: &Run, told: &Told, to: &[Address]) -> Result<()> {
    let mut tx = run.cx.begin().await?;
    tell(&run.cx, &mut tx, told, to).await?;
    run.finish(&tx, &json!({})).await?;
    tx.commit().await
}

async fn end(run: &Run) -> Result<()> {
    let tx = run.cx.begin().await?;
    run.finish(&tx, &json!({})).await?;
    tx.commit().await
}

/// Tells whoever may be told, wants to be and has not been: in two statements, or four on SQLite, and one that enqueues the mails, however many
/// they are.
///
/// # Errors
/// The database's.
pub(super) async fn tell(cx: &Context, tx: &mut Tx, told: &Told, to: &[Address]) -> Result<()> {
    if to.is_empty() {
        return Ok(());
    }
    let places: BTreeMap<UserId, i64> = store::number(cx, tx, told, to).await?.into_iter().collect();
    let reached: Vec<Address> =
        to.iter().filter_map(|it| Some(Address { seq: *places.get(&it.to)?, ..it.clone() })).collect();
    if reached.is_empty() {
        return Ok(());
    }
    let gathered = store::gather_in(cx, tx, told, &reached).await?;
    mail(cx, tx, told, &reached, &gathered).await?;
    if cx.deps.events.is_heard() {
        for it in &reached {
            tx.tell_after_commit(Signal::Changed(Channel::inbox(it.to)));
        }
    }
    Ok(())
}

/// Enqueues the mails of those who want one at once. Of what is only felt, the first of each gathering is mailed.
async fn mail(cx: &Context, tx: &mut Tx, told: &Told, reached: &[Address], gathered: &[Gathered]) -> Result<()> {
    let begun: BTreeSet<NotificationId> = reached.iter().map(|it| it.id).collect();
    let said = reached.first().is_some_and(|it| it.kind.is_said());
    let many = told.post.filter(|post| post.uuid() == told.event && said);
    let wanted = gathered.iter().filter(|it| it.mailed && (said || begun.contains(&it.id)));
    let mails = wanted.map(|it| MailNotification {
        to: it.to,
        notification: it.id,
        event: told.event,
        by: told.by,
        post: many,
    });
    let mails: Vec<_> = mails.collect();
    jobs::enqueue_many(cx, tx, &mails, &Terms::now()).await?;
    Ok(())
}
