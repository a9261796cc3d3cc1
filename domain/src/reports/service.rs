//! Reporting, looking, resolving.

use serde_json::json;

use super::{
    Report, ReportCase, ReportInput, ReportSubject, ResolveInput,
    model::NewReport,
    policy,
    store::{self, QUEUE},
};
use crate::{
    Context, Error, Result,
    audit::{self, Entry},
    comments::{self, CommentInclude},
    ids::{ReportId, UserId},
    page::{Page, PageArgs, PageRequest},
    platform::Tx,
    posts::{self, PostInclude},
    scope::Scope,
    users,
};

/// Reports a post, a comment or a person.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`; all faults of the input together; `not_found` for what the actor does not see;
/// `own_content`, `already_reported`.
pub async fn create(cx: &Context, input: &ReportInput) -> Result<Report> {
    let me = cx.actor.acts(Scope::Write)?;
    let new = NewReport::parse(input)?;
    let owner = owner(cx, new.subject).await?.ok_or(Error::not_found(new.subject.kind()))?;
    if owner == me {
        return Err(Error::conflict("own_content", "nobody reports themselves or what they wrote"));
    }
    let tx = cx.begin().await?;
    let report = store::insert(cx, &tx, me, new).await?;
    let report =
        report.ok_or_else(|| Error::conflict("already_reported", "your report on this waits to be resolved"))?;
    tx.commit().await?;
    Ok(report)
}

/// Whose it is, as far as the actor sees it. Who is blocked can still be reported.
///
/// # Errors
/// The database's.
pub(crate) async fn owner(cx: &Context, subject: ReportSubject) -> Result<Option<UserId>> {
    Ok(match subject {
        ReportSubject::Post(id) => posts::find(cx, id, PostInclude::BARE).await?.map(|post| post.author_id),
        ReportSubject::Comment(id) => {
            comments::find(cx, id, CommentInclude::default()).await?.and_then(|comment| comment.author_id)
        }
        ReportSubject::User(id) => users::known(cx, &[id]).await?.pop().map(|user| user.id),
    })
}

/// Lets through who may decide what concerns the owner of a thing, seen or not, by the role that the owner has now.
///
/// # Errors
/// `own_content`, `outranked`.
pub(crate) async fn require_over_owner(cx: &Context, tx: &Tx, subject: ReportSubject) -> Result<()> {
    match store::owner(tx, subject).await? {
        Some((owner, role)) => policy::require_over(&cx.actor, owner, role),
        None => Ok(()),
    }
}

/// One report: for who wrote it and for moderators whom it does not concern.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`; `not_found` for what others wrote, and for what concerns the one who asks.
pub async fn get(cx: &Context, id: ReportId) -> Result<Report> {
    cx.actor.acts(Scope::Read)?;
    let found = store::of_others(cx, id).await?.filter(|report| policy::can_see(&cx.actor, report));
    let report = found.ok_or(Error::not_found("report"))?;
    Ok(if policy::can_moderate(&cx.actor) { report } else { report.for_reporter() })
}

/// The things of others with open reports, the longest waiting first.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; faults of the page arguments.
pub async fn queue(cx: &Context, args: &PageArgs) -> Result<Page<ReportCase>> {
    policy::require_moderator(&cx.actor)?;
    let request = PageRequest::parse(cx, QUEUE, args)?;
    let mut page = store::page(cx, &request).await?;
    store::load(cx, &mut page.nodes_mut().collect::<Vec<_>>()).await?;
    Ok(page)
}

/// Resolves a report, and with it all that are open on the same thing.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; `not_found`; a fault of the note; `own_content`, `outranked`;
/// `already_resolved`.
pub async fn resolve(cx: &Context, id: ReportId, input: &ResolveInput) -> Result<Report> {
    policy::require_moderator(&cx.actor)?;
    let note = input.note()?;
    let mut tx = cx.begin().await?;
    let report = store::by_id(&*tx, id).await?.ok_or(Error::not_found("report"))?;
    require_over_owner(cx, &tx, report.subject).await?;
    let resolved = store::resolve(cx, &tx, report.subject, input.outcome, &note).await?;
    if resolved == 0 || report.resolved_at.is_some() {
        return Err(Error::conflict("already_resolved", "somebody has resolved this report"));
    }
    let details = json!({ "report": id.to_string(), "outcome": input.outcome.as_str(), "reports": resolved });
    audit::record(cx, &mut tx, Entry::done("report.resolved").on(report.subject).with(details));
    let report = store::by_id(&*tx, id).await?.ok_or(Error::not_found("report"))?;
    tx.commit().await?;
    Ok(report)
}
