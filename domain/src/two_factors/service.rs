//! Beginning, confirming, answering and ending.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    RecoveryCodes, StartedTwoFactor, code, seal,
    store::{self, Factor},
};
use crate::{
    Context, Error, Result,
    actor::UserActor,
    audit::{self, Entry},
    ids::UserId,
    jobs,
    mails::{Letter, Notice, SendMail},
    platform::{Tx, secret::random_token},
    users,
};

/// How long a login may take between its two steps.
const CHALLENGE: TimeDelta = TimeDelta::minutes(10);

/// Begins a second factor: shows its secret. It counts once `confirm` has seen a code of it.
///
/// # Errors
/// `session_required` for a token; `reauthentication_required`; `two_factor_enabled` when there is one already.
pub async fn start(cx: &Context) -> Result<StartedTwoFactor> {
    let person = proven(cx)?;
    let tx = cx.begin().await?;
    users::lock_present(cx, &tx, person).await?;
    if store::lock(cx, &tx, person.id).await?.is_some_and(|factor| factor.counts()) {
        return Err(Error::conflict("two_factor_enabled", "there is a second factor; disable it first"));
    }
    let secret: [u8; code::SECRET] = cx.deps.entropy.bytes();
    let sealed = seal::seal(&cx.deps.secrets, person.id, &secret, cx.deps.entropy.bytes())?;
    store::begin(cx, &tx, person.id, sealed).await?;
    let username = store::username(&tx, person.id).await?.ok_or_else(Error::login_required)?;
    tx.commit().await?;
    let totp = code::totp(&secret, &cx.settings().auth.issuer, &username)?;
    let uri = totp.to_url().map_err(|error| Error::internal(error.to_string()))?;
    Ok(StartedTwoFactor { secret: totp.secret().to_base32(), qr_code: code::qr_code(&uri)?, uri })
}

/// Lets the second factor count, by a code of it. Gives the recovery codes.
///
/// # Errors
/// `session_required` for a token; `two_factor_not_started`, `two_factor_enabled`; `invalid_code`; `too_many_attempts`.
pub async fn confirm(cx: &Context, given: &str) -> Result<RecoveryCodes> {
    let person = cx.actor.user()?;
    let mut tx = cx.begin().await?;
    users::lock_present(cx, &tx, person).await?;
    let factor = store::lock(cx, &tx, person.id).await?;
    let factor = factor.ok_or_else(|| Error::conflict("two_factor_not_started", "begin with startTwoFactor"))?;
    if factor.counts() {
        return Err(Error::conflict("two_factor_enabled", "the second factor counts already"));
    }
    if !answers(cx, &tx, person.id, &factor, &code::typed(given)).await? {
        audit::record(cx, &mut tx, Entry::failed("two_factor.enabled").on(person.id));
        tx.commit().await?;
        return Err(wrong_code());
    }
    store::set_enabled(cx, &tx, person.id, Some(cx.now)).await?;
    let codes = replace_recovery_codes(cx, &tx, person.id).await?;
    audit::record(cx, &mut tx, Entry::done("two_factor.enabled").on(person.id));
    tell(cx, &mut tx, person.id, Notice::TwoFactorEnabled).await?;
    tx.commit().await?;
    Ok(codes)
}

/// Ends the second factor; a login takes the password alone again.
///
/// # Errors
/// `session_required` for a token; `reauthentication_required`; `two_factor_not_enabled`.
pub async fn disable(cx: &Context) -> Result<()> {
    let person = proven(cx)?;
    let mut tx = cx.begin().await?;
    end(cx, &mut tx, person.id).await?;
    tx.commit().await
}

/// Ends the second factor of somebody who has lost it, and their recovery codes as well.
///
/// # Errors
/// `two_factor_not_enabled`; the database's.
pub(crate) async fn end(cx: &Context, tx: &mut Tx, owner: UserId) -> Result<()> {
    require_enabled(cx, tx, owner).await?;
    store::remove(tx, owner).await?;
    store::set_enabled(cx, tx, owner, None).await?;
    audit::record(cx, tx, Entry::done("two_factor.disabled").on(owner));
    tell(cx, tx, owner, Notice::TwoFactorDisabled).await
}

/// Gives new recovery codes; the former ones are void.
///
/// # Errors
/// `session_required` for a token; `reauthentication_required`; `two_factor_not_enabled`.
pub async fn regenerate_recovery_codes(cx: &Context) -> Result<RecoveryCodes> {
    let person = proven(cx)?;
    let mut tx = cx.begin().await?;
    require_enabled(cx, &tx, person.id).await?;
    let codes = replace_recovery_codes(cx, &tx, person.id).await?;
    audit::record(cx, &mut tx, Entry::done("two_factor.recovery_codes_replaced").on(person.id));
    tell(cx, &mut tx, person.id, Notice::RecoveryCodesReplaced).await?;
    tx.commit().await?;
    Ok(codes)
}

/// Begins the second step of a login: the challenge, and until when it can be answered.
pub(crate) async fn challenge(cx: &Context, tx: &Tx, owner: UserId) -> Result<(String, DateTime<Utc>)> {
    let token = random_token(&*cx.deps.entropy);
    let expires_at = cx.now + CHALLENGE;
    store::insert_challenge(cx, tx, owner, &token, expires_at).await?;
    Ok((token, expires_at))
}

/// Ends every login of a person that waits for its second step: the password that began it is another one now.
pub(crate) async fn void_challenges(cx: &Context, tx: &Tx, owner: UserId) -> Result<()> {
    store::close_challenges(cx, tx, owner).await
}

/// What came of an answer to a challenge; the attempt is counted in the caller's transaction, which has to commit either
/// way.
pub(crate) enum Answered {
    /// It is this person.
    Right(UserId),
    /// The code is wrong for this person.
    Wrong(UserId),
}

/// Answers the challenge of a login with a code of the app or a recovery code.
///
/// # Errors
/// `invalid_challenge` for one that is not ours, answered, over or tried too often; `too_many_attempts`.
pub(crate) async fn answer(cx: &Context, tx: &mut Tx, challenge: &str, given: &str) -> Result<Answered> {
    let invalid = Error::Unauthenticated { code: "invalid_challenge", detail: "this login is over; begin it again" };
    let Some((id, owner)) = store::attempt(cx, tx, challenge).await? else { return Err(invalid) };
    if !check(cx, tx, owner, given).await? {
        return Ok(Answered::Wrong(owner));
    }
    store::close_challenge(cx, tx, id).await?;
    Ok(Answered::Right(owner))
}

/// Whether this is a code of the person's second factor. What was right is used up, what was wrong is counted: the
/// caller's transaction has to commit either way.
///
/// # Errors
/// `too_many_attempts`.
pub(crate) async fn check(cx: &Context, tx: &mut Tx, owner: UserId, given: &str) -> Result<bool> {
    let Some(factor) = store::lock(cx, tx, owner).await?.filter(Factor::counts) else { return Ok(false) };
    let typed = code::typed(given);
    if !code::is_recovery_code(&typed) {
        return answers(cx, tx, owner, &factor, &typed).await;
    }
    require_open(cx, &factor)?;
    if store::use_recovery_code(cx, tx, owner, &recovery_hash(cx, owner, &typed)).await? {
        tell(cx, tx, owner, Notice::RecoveryCodeUsed).await?;
        return Ok(true);
    }
    store::count_failure(cx, tx, owner).await?;
    Ok(false)
}

/// Removes the second factor of a person who is erased. Tells how many there were.
///
/// # Errors
/// The database's.
pub(crate) async fn forget(tx: &Tx, owner: UserId) -> Result<u64> {
    store::remove_all(tx, owner).await
}

async fn answers(cx: &Context, tx: &Tx, owner: UserId, factor: &Factor, typed: &str) -> Result<bool> {
    require_open(cx, factor)?;
    let secret = seal::open(&cx.deps.secrets, owner, &factor.secret)?;
    let totp = code::totp(&secret, &cx.settings().auth.issuer, &factor.username)?;
    let now = u64::try_from(cx.now.timestamp()).unwrap_or_default();
    if let Some(step) = totp.check(typed, now)
        && store::take_step(tx, owner, i64::try_from(step).unwrap_or(i64::MAX)).await?
    {
        return Ok(true);
    }
    store::count_failure(cx, tx, owner).await?;
    Ok(false)
}

fn require_open(cx: &Context, factor: &Factor) -> Result<()> {
    let Some(until) = factor.closed_until(cx.now) else { return Ok(()) };
    Err(Error::Limited { code: "too_many_attempts", retry_after: (until - cx.now).to_std().unwrap_or_default() })
}

async fn require_enabled(cx: &Context, tx: &Tx, owner: UserId) -> Result<()> {
    let enabled = store::lock(cx, tx, owner).await?.is_some_and(|factor| factor.counts());
    if enabled { Ok(()) } else { Err(Error::conflict("two_factor_not_enabled", "there is no second factor")) }
}

async fn replace_recovery_codes(cx: &Context, tx: &Tx, owner: UserId) -> Result<RecoveryCodes> {
    let codes = code::recovery_codes(&*cx.deps.entropy);
    let hashes = codes.iter().map(|code| recovery_hash(cx, owner, &code::typed(code))).collect();
    store::set_recovery_codes(cx, tx, owner, hashes).await?;
    Ok(RecoveryCodes { codes })
}

/// Keyed, because fifty bits could be searched.
fn recovery_hash(cx: &Context, owner: UserId, typed: &str) -> String {
    cx.deps.secrets.derived_token("recovery-code", &format!("{owner}:{typed}"))
}

/// The person asking, who has proved recently who they are.
fn proven(cx: &Context) -> Result<&UserActor> {
    let person = cx.actor.user()?;
    person.require_recent(cx.now, cx.settings().auth.proof_lifetime())?;
    Ok(person)
}

fn wrong_code() -> Error {
    Error::Forbidden { code: "invalid_code", detail: "this is not a code of now; is the clock of the device right?" }
}

async fn tell(cx: &Context, tx: &mut Tx, to: UserId, about: Notice) -> Result<()> {
    jobs::enqueue(cx, tx, &SendMail { to, letter: Letter::Notice { about } }).await?;
    Ok(())
}
