//! What people change about themselves, and admins about others.

use serde_json::json;

use crate::{
    Actor, Context, Error, Result,
    accounts::{
        model::{ManagedUser, Me, MePatch, MePatchInput, UserPatch, UserPatchInput},
        policy,
        store::{self, Account},
    },
    audit::{self, Entry},
    events::{self, EventType, Fact},
    expected::Expected,
    mails::Notice,
    platform::Tx,
    scope::Scope,
    users::{Role, UserRef},
};

use super::password::tell;

/// Changes what the person asking shows of themselves. `expected` says which versions it may meet, when it must not
/// overwrite another change.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`; all faults of the input together; `stale_version`.
pub async fn update_me(cx: &Context, input: &MePatchInput, expected: &Expected) -> Result<Me> {
    let id = cx.actor.acts(Scope::Write)?;
    let patch = MePatch::parse(input)?;
    let tx = cx.begin().await?;
    let account = store::by_id(&*tx, id).await?.ok_or_else(Error::login_required)?;
    require(expected, &account)?;
    let patch = patch.without_what_is(&account.user);
    if patch.is_empty() {
        return Ok(account.into());
    }
    store::update_profile(cx, &tx, &account, &patch).await?;
    events::record(cx, &tx, Fact::user(EventType::UserUpdated, id)).await?;
    let account = store::by_id(&*tx, id).await?.ok_or_else(Error::login_required)?;
    tx.commit().await?;
    Ok(account.into())
}

/// Gives somebody another role, suspends them or lets them back in. Who is suspended is logged out at once, everywhere.
///
/// # Errors
/// `authentication_required`, `insufficient_scope`, `forbidden`; `not_found`; faults of the input; `stale_version`;
/// `reauthentication_required` to make somebody a moderator or an admin; `last_admin` when nobody would be left who may do
/// this; `held_by_moderators` to let somebody in whom moderators hold out, or to suspend somebody whom they have suspended: it would
/// end with what they did.
pub async fn update_user(
    cx: &Context,
    who: &UserRef,
    input: &UserPatchInput,
    expected: &Expected,
) -> Result<ManagedUser> {
    policy::require_manager(&cx.actor)?;
    let patch = UserPatch::parse(input)?;
    let mut tx = cx.begin().await?;
    let account = store::by_ref(&tx, who).await?.filter(|account| !account.erased);
    let account = account.ok_or(Error::not_found("user"))?;
    require(expected, &account)?;
    let role = patch.role.unwrap_or(account.user.role);
    if let Actor::User(person) = &cx.actor
        && policy::needs_proof(account.user.role, role)
    {
        person.require_recent(cx.now, cx.settings().auth.proof_lifetime())?;
    }
    let suspended = patch.suspended.unwrap_or(account.suspended);
    let rules = |role: Role, suspended: bool| role == Role::Admin && !suspended;
    if rules(account.user.role, account.suspended) && !rules(role, suspended) {
        require_another_admin(cx, &tx, &account).await?;
    }
    if role != account.user.role {
        let entry = Entry::done("user.role_changed").on(account.user.id);
        let change = json!({ "from": account.user.role.as_str(), "to": role.as_str() });
        audit::record(cx, &mut tx, entry.with(change));
        tell(cx, &mut tx, account.user.id, Notice::RoleChanged).await?;
        events::record(cx, &tx, Fact::user(EventType::UserUpdated, account.user.id)).await?;
    }
    require_not_held(&patch, &account)?;
    if role != account.user.role || suspended != account.suspended {
        store::manage(cx, &tx, &account, role, suspended).await?;
    }
    if suspended != account.suspended {
        // After that: a login that is on its way holds the account, and its session ends with the others.
        suspend_or_reinstate(cx, &mut tx, &account, suspended).await?;
    }
    let account = store::by_id(&*tx, account.user.id).await?.ok_or(Error::not_found("user"))?;
    tx.commit().await?;
    Ok(account.into())
}

/// What moderators did ends with their action, and what an admin does must not: so each leaves alone what is the other's.
fn require_not_held(patch: &UserPatch, account: &Account) -> Result<()> {
    let detail = match patch.suspended {
        Some(true) if account.held && !account.banned => {
            "moderators suspended this account until a time: ban it, or reverse their action first"
        }
        Some(false) if account.held => "moderators suspended or banned this account: reverse their action instead",
        _ => return Ok(()),
    };
    Err(Error::conflict("held_by_moderators", detail))
}

async fn suspend_or_reinstate(cx: &Context, tx: &mut Tx, account: &Account, suspended: bool) -> Result<()> {
    if suspended {
        store::revoke_sessions(cx, tx, account.user.id, None, "account suspended").await?;
        audit::record(cx, tx, Entry::done("user.suspended").on(account.user.id));
        return tell(cx, tx, account.user.id, Notice::Suspended).await;
    }
    audit::record(cx, tx, Entry::done("user.reinstated").on(account.user.id));
    tell(cx, tx, account.user.id, Notice::Reinstated).await
}

/// Somebody has to be left who runs the place.
pub(super) async fn require_another_admin(cx: &Context, tx: &Tx, account: &Account) -> Result<()> {
    if store::lock_admins(cx, tx).await?.into_iter().any(|admin| admin != account.user.id) {
        return Ok(());
    }
    Err(Error::conflict("last_admin", "this is the last admin; make somebody else one first"))
}

fn require(expected: &Expected, account: &Account) -> Result<()> {
    if expected.admits(account.version) { Ok(()) } else { Err(Error::Stale { what: "account" }) }
}
