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
    comments::{self, TellOfComment, ToTell},
    follows::TellOfFollow,
    ids::{self, CommentId, ModerationActionId, NotificationId, UserId},
    jobs::{self, Run, Terms},
    platform::{
        Tx,
        events::{Channel, Signal},
    },
    reactions::TellOfReaction,
};

/// Tells of a comment: who is named in it, whom it answers, and whose post it is about; everybody once. Told again after a
/// change, it reaches those who are named now and were not before.
///
/// # Errors
/// `not_found` when it, or its post, is not to be seen any more; `stale_version` when another run has taken over.
pub async fn of_comment(run: &Run, job: &TellOfComment) -> Result<()> {
    let cx = &run.cx;
    let comment = comments::to_tell(cx, job).await?;
    let Some(by) = comment.by else { return end(run).await };
    let told = Told { event: comment.id.uuid(), by, post: Some(comment.post), at: cx.now };
    finish(run, &told, &concerned(cx, job, &comment)).await
}

/// Whom a comment concerns, each as what concerns them most.
fn concerned(cx: &Context, job: &TellOfComment, comment: &ToTell) -> Vec<Address> {
    let mut concerned = BTreeMap::new();
    let mut add = |to: UserId, kind, subject: Uuid, comment| {
        concerned.insert(to, address(cx, to, kind, subject, comment));
    };
    if !job.changed {
        add(comment.post_author, NotificationKind::Comment, comment.post.uuid(), None);
    }
    for named in &comment.named {
        add(*named, NotificationKind::Mention, comment.id.uuid(), Some(comment.id));
    }
    if let Some((answered, whom)) = comment.answered.filter(|_| !job.changed) {
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
    Address { id: ids::new(cx), to, kind, subject, comment }
}

/// Tells, and ends the job in the transaction of that: two statements, whoever is told. The receipt counts nobody: who set the job in
/// motion would read from it what others want to hear of.
async fn finish(run: &Run, told: &Told, to: &[Address]) -> Result<()> {
    let mut tx = run.cx.begin().await?;
    let mails = write(&run.cx, &tx, told, to).await?;
    run.finish_with(&mut tx, &json!({}), &mails).await?;
    tx.commit().await
}

async fn end(run: &Run) -> Result<()> {
    let tx = run.cx.begin().await?;
    run.finish(&tx, &json!({})).await?;
    tx.commit().await
}

/// Tells whoever may be told, wants to be and has not been: in one statement, or four on SQLite, and one that enqueues the mails, however
/// many they are.
///
/// # Errors
/// The database's.
pub(super) async fn tell(cx: &Context, tx: &mut Tx, told: &Told, to: &[Address]) -> Result<()> {
    let mails = write(cx, tx, told, to).await?;
    jobs::enqueue_many(cx, tx, &mails, &Terms::now()).await?;
    Ok(())
}

/// The same but for the mails, which are to be enqueued.
async fn write(cx: &Context, tx: &Tx, told: &Told, to: &[Address]) -> Result<Vec<MailNotification>> {
    if to.is_empty() {
        return Ok(Vec::new());
    }
    let gathered = store::write(cx, tx, told, to).await?;
    if cx.deps.events.is_heard() {
        for it in &gathered {
            tx.tell_after_commit(Signal::Changed(Channel::inbox(it.to)));
        }
    }
    Ok(mails(told, to, &gathered))
}

/// The mails of those who want one at once. Of what is only felt, the first of each gathering is mailed.
fn mails(told: &Told, to: &[Address], gathered: &[Gathered]) -> Vec<MailNotification> {
    let begun: BTreeSet<NotificationId> = to.iter().map(|it| it.id).collect();
    let said = to.first().is_some_and(|it| it.kind.is_said());
    let many = told.post.filter(|post| post.uuid() == told.event && said);
    let wanted = gathered.iter().filter(|it| it.mailed && (said || begun.contains(&it.id)));
    let mail =
        |it: &Gathered| MailNotification { to: it.to, notification: it.id, event: told.event, by: told.by, post: many };
    wanted.map(mail).collect()
}
