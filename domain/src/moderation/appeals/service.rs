//! Appealing, looking, deciding.

use serde_json::json;
use subtle::ConstantTimeEq;

use super::{
    Appeal, AppealInput, AppealOutcome, DecisionInput,
    model::NewAppeal,
    store::{self, APPEALS},
};
use crate::{
    Context, Error, Result,
    audit::{self, Entry},
    ids::AppealId,
    jobs,
    mails::{self, Letter, SendMail},
    moderation::{self, Ending, ModerationAction, policy},
    notifications,
    page::{Page, PageArgs, PageRequest},
    platform::Tx,
    reports::{self, ReportSubject},
    scope::Scope,
};

/// Says why what was done is wrong: whom it concerns, logged in or by the token of the mail.
///
/// # Errors
/// Without a token `authentication_required`, `insufficient_scope`, `not_found`, `forbidden` for moderators whom it does not concern;
/// with one `invalid_link`; all faults of the input together; `already_ended`, `already_appealed`.
pub async fn create(cx: &Context, input: &AppealInput) -> Result<Appeal> {
    if input.token.is_none() {
        cx.actor.acts(Scope::Write)?;
    }
    let new = NewAppeal::parse(input)?;
    let tx = cx.begin().await?;
    let action = moderation::found(&tx, new.action).await?;
    let action = match &input.token {
        Some(token) => by_token(cx, action, token)?,
        None => by_person(cx, action)?,
    };
    if action.ended_at.is_some() {
        return Err(Error::conflict("already_ended", "this holds no more"));
    }
    let appealed = || Error::conflict("already_appealed", "one appeals once");
    let appeal = store::insert(cx, &tx, action.user_id, new).await?.ok_or_else(appealed)?;
    tx.commit().await?;
    Ok(appeal)
}

fn by_token(cx: &Context, action: Option<ModerationAction>, token: &str) -> Result<ModerationAction> {
    let right =
        |action: &ModerationAction| bool::from(mails::appeal_token(cx, action.id).as_bytes().ct_eq(token.as_bytes()));
    action.filter(right).ok_or_else(|| {
        Error::malformed("invalid_link", "this token is not valid; use the one of the mail about this action")
    })
}

fn by_person(cx: &Context, action: Option<ModerationAction>) -> Result<ModerationAction> {
    let action = action.filter(|action| policy::can_see(&cx.actor, action));
    let action = action.ok_or(Error::not_found("moderation action"))?;
    if cx.actor.account() == Some(action.user_id) {
        return Ok(action);
    }
    Err(Error::forbidden("only whom it concerns may appeal"))
}

/// Appeals, the longest waiting first; only those that are decided, or are not, where that is asked for.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; faults of the page arguments.
pub async fn list(cx: &Context, decided: Option<bool>, args: &PageArgs) -> Result<Page<Appeal>> {
    policy::require_moderator(&cx.actor)?;
    store::page(cx, decided, &PageRequest::parse(cx, APPEALS, args)?).await
}

/// One appeal: for who wrote it and for moderators.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`; `not_found` for what others wrote.
pub async fn get(cx: &Context, id: AppealId) -> Result<Appeal> {
    let me = cx.actor.acts(Scope::Read)?;
    let moderates = policy::can_moderate(&cx.actor);
    let found = store::by_id(cx.deps.db.reader(), id).await?.filter(|appeal| moderates || appeal.user_id == me);
    let appeal = found.ok_or(Error::not_found("appeal"))?;
    Ok(if moderates { appeal } else { appeal.for_concerned() })
}

/// Decides an appeal: what was done stays, or holds no more. Who appealed is told.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; `not_found`; a fault of the answer; `own_content`, `outranked`;
/// `already_decided`.
pub async fn decide(cx: &Context, id: AppealId, input: &DecisionInput) -> Result<Appeal> {
    policy::require_moderator(&cx.actor)?;
    let answer = input.answer()?;
    let mut tx = cx.begin().await?;
    let appeal = store::by_id(&*tx, id).await?.ok_or(Error::not_found("appeal"))?;
    reports::require_over_owner(cx, &tx, ReportSubject::User(appeal.user_id)).await?;
    if !store::decide(cx, &tx, id, input.outcome, &answer).await? {
        return Err(Error::conflict("already_decided", "somebody has decided this appeal"));
    }
    let action = moderation::found(&tx, appeal.action_id).await?.ok_or(Error::not_found("moderation action"))?;
    if input.outcome == AppealOutcome::Overturned {
        moderation::end(cx, &mut tx, &action, Ending::Overturned, &answer).await?;
    }
    let details =
        json!({ "appeal": id.to_string(), "action": action.id.to_string(), "outcome": input.outcome.as_str() });
    audit::record(cx, &mut tx, Entry::done("moderation.appeal_decided").on(action.subject).with(details));
    tell(cx, &mut tx, &appeal, &action, (input.outcome, answer)).await?;
    let appeal = store::by_id(&*tx, id).await?.ok_or(Error::not_found("appeal"))?;
    tx.commit().await?;
    Ok(appeal)
}

async fn tell(
    cx: &Context,
    tx: &mut Tx,
    appeal: &Appeal,
    action: &ModerationAction,
    (outcome, answer): (AppealOutcome, String),
) -> Result<()> {
    let (what, subject) = (action.kind.as_str().to_owned(), action.subject.to_string());
    let overturned = outcome == AppealOutcome::Overturned;
    let letter = Letter::AppealDecided { what, subject, overturned, answer };
    jobs::enqueue(cx, tx, &SendMail { to: appeal.user_id, letter }).await?;
    match cx.actor.account() {
        Some(by) => notifications::of_moderation(cx, tx, appeal.user_id, by, (appeal.id.uuid(), action.id)).await,
        None => Ok(()),
    }
}
