//! Doing something, looking at what was done, taking it back.

use serde_json::json;

use super::{
    ActionFilter, ActionInput, ActionKind, Ending, ExpireAction, ModerationAction, ReverseInput,
    input::NewAction,
    policy,
    store::{self, ACTIONS},
};
use crate::{
    Actor, Context, Error, Result, accounts,
    audit::{self, Entry},
    comments,
    ids::ModerationActionId,
    jobs,
    mails::{Letter, SendMail},
    notifications,
    page::{Page, PageArgs, PageRequest},
    platform::Tx,
    posts,
    reports::{self, ReportSubject},
    scope::Scope,
    users::{self, Hold},
};

/// Does something about a post, a comment or a person, and tells whom it concerns.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; all faults of the input together; `not_found`; `own_content`,
/// `outranked`; `not_published` for a post that others don't see; `already_in_force`; `already_suspended`, `last_admin`.
pub async fn create(cx: &Context, input: &ActionInput) -> Result<ModerationAction> {
    policy::require_moderator(&cx.actor)?;
    let new = NewAction::parse(input, cx.now)?;
    let missing = || Error::not_found(new.subject.kind());
    // Whomever the moderator has blocked: what they do is done to everything.
    let whom = reports::owner(&cx.clone().with_actor(Actor::System), new.subject).await?.ok_or_else(missing)?;
    let person = users::existing(cx, &[whom]).await?.pop().ok_or_else(missing)?;
    reports::require_over(&cx.actor, whom, person.role)?;
    let mut tx = cx.begin().await?;
    if new.kind.holds() == Some("account")
        && let Some(action) = store::replace(cx, &tx, new.subject).await?
    {
        jobs::recall(cx, &tx, &ExpireAction { action }).await?;
    }
    let held = || Error::conflict("already_in_force", "moderators have done this already, and it holds");
    let action = store::insert(cx, &tx, whom, &new).await?.ok_or_else(held)?;
    take_hold(cx, &tx, action.kind, action.subject).await?;
    if let Some(until) = action.until {
        jobs::enqueue_at(cx, &mut tx, &ExpireAction { action: action.id }, until).await?;
    }
    let details = json!({
        "action": action.id.to_string(),
        "kind": action.kind.as_str(),
        "reason": action.reason.as_str(),
        "until": action.until,
    });
    audit::record(cx, &mut tx, Entry::done("moderation.action_taken").on(action.subject).with(details));
    tell(cx, &mut tx, &action).await?;
    tx.commit().await?;
    Ok(action)
}

/// Makes it so.
async fn take_hold(cx: &Context, tx: &Tx, kind: ActionKind, subject: ReportSubject) -> Result<()> {
    match (kind, subject) {
        (ActionKind::Hide, ReportSubject::Post(id)) => posts::hide(cx, tx, id).await,
        (ActionKind::Hide, ReportSubject::Comment(id)) => comments::hide(cx, tx, id).await,
        (ActionKind::Lock, ReportSubject::Post(id)) => posts::hold_lock(cx, tx, id, true).await,
        (ActionKind::Suspend, ReportSubject::User(id)) => accounts::hold(cx, tx, id, Hold::Suspended).await,
        (ActionKind::Ban, ReportSubject::User(id)) => accounts::hold(cx, tx, id, Hold::Banned).await,
        _ => Ok(()),
    }
}

/// Makes it as it was.
async fn let_go(cx: &Context, tx: &Tx, kind: ActionKind, subject: ReportSubject) -> Result<()> {
    match (kind, subject) {
        (ActionKind::Hide, ReportSubject::Post(id)) => posts::show(cx, tx, id).await,
        (ActionKind::Hide, ReportSubject::Comment(id)) => comments::show(cx, tx, id).await,
        (ActionKind::Lock, ReportSubject::Post(id)) => posts::hold_lock(cx, tx, id, false).await,
        (ActionKind::Suspend | ActionKind::Ban, ReportSubject::User(id)) => accounts::let_in(cx, tx, id).await,
        _ => Ok(()),
    }
}

/// Tells whom it concerns: by mail, and in the inbox of who can look there.
async fn tell(cx: &Context, tx: &mut Tx, action: &ModerationAction) -> Result<()> {
    let letter = Letter::Moderated {
        action: action.id,
        what: action.kind.as_str().to_owned(),
        subject: action.subject.to_string(),
        reason: action.reason.as_str().to_owned(),
        note: action.note.clone(),
        until: action.until,
    };
    jobs::enqueue(cx, tx, &SendMail { to: action.user_id, letter }).await?;
    match action.moderator_id {
        Some(by) => notifications::of_moderation(cx, tx, action.user_id, by, (action.id.uuid(), action.id)).await,
        None => Ok(()),
    }
}

/// What was done, the last first.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; faults of the page arguments.
pub async fn list(cx: &Context, filter: &ActionFilter, args: &PageArgs) -> Result<Page<ModerationAction>> {
    policy::require_moderator(&cx.actor)?;
    store::page(cx, filter, &PageRequest::parse(cx, ACTIONS, args)?).await
}

/// What was done about the person asking, the last first.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`; faults of the page arguments.
pub async fn mine(cx: &Context, args: &PageArgs) -> Result<Page<ModerationAction>> {
    let me = cx.actor.acts(Scope::Read)?;
    let request = PageRequest::parse(cx, ACTIONS, args)?;
    let filter = ActionFilter { user: Some(me), ..ActionFilter::default() };
    Ok(store::page(cx, &filter, &request).await?.map(ModerationAction::for_concerned))
}

/// One thing that was done: for whom it concerns and for moderators.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`; `not_found` for what concerns others.
pub async fn get(cx: &Context, id: ModerationActionId) -> Result<ModerationAction> {
    cx.actor.acts(Scope::Read)?;
    let found = store::by_id(cx.deps.db.reader(), id).await?.filter(|action| policy::can_see(&cx.actor, action));
    let action = found.ok_or(Error::not_found("moderation action"))?;
    Ok(if policy::can_moderate(&cx.actor) { action } else { action.for_concerned() })
}

/// Takes back what was done, and tells whom it concerns.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; `not_found`; a fault of the note; `own_content`, `outranked`;
/// `already_ended`.
pub async fn reverse(cx: &Context, id: ModerationActionId, input: &ReverseInput) -> Result<ModerationAction> {
    policy::require_moderator(&cx.actor)?;
    let note = input.note()?;
    let mut tx = cx.begin().await?;
    let action = store::by_id(&*tx, id).await?.ok_or(Error::not_found("moderation action"))?;
    reports::require_over_owner(cx, &tx, ReportSubject::User(action.user_id)).await?;
    let Some(action) = end(cx, &mut tx, &action, Ending::Reversed, &note).await? else {
        return Err(Error::conflict("already_ended", "this holds no more"));
    };
    let details = json!({ "action": id.to_string(), "kind": action.kind.as_str() });
    audit::record(cx, &mut tx, Entry::done("moderation.action_reversed").on(action.subject).with(details));
    tx.commit().await?;
    Ok(action)
}

/// What was done, in a transaction that does more about it.
pub(super) async fn found(tx: &Tx, id: ModerationActionId) -> Result<Option<ModerationAction>> {
    store::by_id(&**tx, id).await
}

/// Ends something: what it held is as before, and whom it concerns is told, unless that is told with the decision about their appeal.
/// Gives what is written down of it then; none when it was over.
pub(super) async fn end(
    cx: &Context,
    tx: &mut Tx,
    action: &ModerationAction,
    how: Ending,
    note: &str,
) -> Result<Option<ModerationAction>> {
    if !store::end(cx, tx, action.id, how, note).await? {
        return Ok(None);
    }
    let_go(cx, tx, action.kind, action.subject).await?;
    if action.until.is_some() {
        jobs::recall(cx, tx, &ExpireAction { action: action.id }).await?;
    }
    if how != Ending::Overturned {
        let (what, subject) = (action.kind.as_str().to_owned(), action.subject.to_string());
        let letter = Letter::ModerationEnded { action: action.id, what, subject, how: how.as_str().to_owned() };
        jobs::enqueue(cx, tx, &SendMail { to: action.user_id, letter }).await?;
    }
    store::by_id(&**tx, action.id).await
}
