//! Making rules, and trying them.

use serde_json::json;

use super::{
    Rule, RuleInput, TryRule,
    input::NewRule,
    policy,
    store::{self, RULES},
};
use crate::{
    Context, Error, Result,
    audit::{self, Entry},
    ids::{JobId, RuleId},
    jobs,
    page::{Page, PageArgs, PageRequest},
};

/// Makes a rule.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; all faults of the input together.
pub async fn create(cx: &Context, input: &RuleInput) -> Result<Rule> {
    policy::require_maker(&cx.actor)?;
    let new = NewRule::parse(input)?;
    let mut tx = cx.begin().await?;
    let id = store::insert(cx, &tx, &new).await?;
    audit::record(cx, &mut tx, Entry::done("moderation.rule_created").on(id).with(told(&new)));
    let rule = store::by_id(&*tx, id).await?.ok_or(Error::not_found("rule"))?;
    tx.commit().await?;
    Ok(rule)
}

/// Makes a rule another one; what it would have caught on trial stays counted.
///
/// # Errors
/// As [`create`]; `not_found`.
pub async fn replace(cx: &Context, id: RuleId, input: &RuleInput) -> Result<Rule> {
    policy::require_maker(&cx.actor)?;
    let new = NewRule::parse(input)?;
    let mut tx = cx.begin().await?;
    if !store::replace(cx, &tx, id, &new).await? {
        return Err(Error::not_found("rule"));
    }
    audit::record(cx, &mut tx, Entry::done("moderation.rule_changed").on(id).with(told(&new)));
    let rule = store::by_id(&*tx, id).await?.ok_or(Error::not_found("rule"))?;
    tx.commit().await?;
    Ok(rule)
}

/// Deletes a rule, with what it would have caught.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; `not_found`.
pub async fn delete(cx: &Context, id: RuleId) -> Result<()> {
    policy::require_maker(&cx.actor)?;
    let mut tx = cx.begin().await?;
    if !store::delete(&tx, id).await? {
        return Err(Error::not_found("rule"));
    }
    audit::record(cx, &mut tx, Entry::done("moderation.rule_deleted").on(id));
    tx.commit().await
}

/// The rules, the newest first.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; faults of the page arguments.
pub async fn list(cx: &Context, args: &PageArgs) -> Result<Page<Rule>> {
    policy::require_maker(&cx.actor)?;
    store::page(cx, &PageRequest::parse(cx, RULES, args)?).await
}

/// One rule.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; `not_found`.
pub async fn get(cx: &Context, id: RuleId) -> Result<Rule> {
    policy::require_maker(&cx.actor)?;
    store::by_id(cx.deps.db.reader(), id).await?.ok_or(Error::not_found("rule"))
}

/// Sets off the job that tries a rule on what is there, whether it is on or not.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; `not_found`.
pub async fn request_trial(cx: &Context, id: RuleId) -> Result<JobId> {
    policy::require_maker(&cx.actor)?;
    let mut tx = cx.begin().await?;
    store::by_id(&*tx, id).await?.ok_or(Error::not_found("rule"))?;
    let job = jobs::enqueue(cx, &mut tx, &TryRule { rule: id }).await?;
    tx.commit().await?;
    Ok(job)
}

fn told(new: &NewRule) -> serde_json::Value {
    json!({ "name": new.name, "kind": new.kind.as_str(), "mode": new.mode.as_str() })
}
