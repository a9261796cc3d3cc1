//! Passwords: forgotten, replaced, changed.

use super::{email::call_off, register::confirmed};
use crate::{
    Actor, Context, Error, Result, access_tokens,
    accounts::{
        jobs::{Link, SendLink},
        model::{ChangePasswordInput, Password},
        store::{self, Account},
    },
    audit::{self, Entry},
    fault::Faults,
    ids::{self, UserId},
    jobs::{self, Run},
    limits,
    mails::{Letter, Notice, SendMail},
    platform::Tx,
    two_factors,
    users::{self, Email},
};

/// How many links of a kind an account gets within an hour, whoever asks for them.
const LINKS_PER_HOUR: i64 = 5;

/// Mails a link that sets a new password. Answers the same in the same time whether or not there is such an account: it
/// only enqueues a job, which finds out. That is the system's own, so that its receipt tells nobody.
///
/// # Errors
/// A fault of the address; `too_many_attempts`.
pub async fn request_password_reset(cx: &Context, email: &str) -> Result<Email> {
    request_link(cx, email, Link::ResetPassword).await
}

pub(super) async fn request_link(cx: &Context, email: &str, link: Link) -> Result<Email> {
    let mut faults = Faults::default();
    let email = faults.take("/email", Email::parse(email));
    let email = faults.finish(email)?;
    limits::mail(cx, email.as_str()).await?;
    let mut tx = cx.begin().await?;
    let account = store::by_email(&tx, email.as_str()).await?;
    let to = account.map_or_else(|| ids::new(cx), |account| account.user.id);
    jobs::enqueue(&unseen(cx), &mut tx, &SendLink { to, link }).await?;
    tx.commit().await?;
    Ok(email)
}

/// The same request without who asks: for jobs whose receipts, by what came of them or how long it took, would tell who has an account.
pub(super) fn unseen(cx: &Context) -> Context {
    cx.clone().with_actor(Actor::System)
}

/// Makes a link and mails it, if there is such an account, it needs one, and it did not get many already.
///
/// # Errors
/// The database's.
pub async fn send_link(run: &Run, job: &SendLink) -> Result<()> {
    let cx = &run.cx;
    let mut tx = cx.begin().await?;
    if let Some(account) = store::by_id(&*tx, job.to).await?.filter(|account| needs(account, job.link))
        && store::links_within_an_hour(cx, &tx, job.to, purpose(job.link)).await? < LINKS_PER_HOUR
    {
        let token = store::insert_email_token(cx, &tx, job.to, purpose(job.link), &account.email).await?;
        let letter = match job.link {
            Link::VerifyEmail => Letter::ConfirmEmail { token },
            Link::ResetPassword => Letter::ResetPassword { token },
        };
        jobs::enqueue(cx, &mut tx, &SendMail { to: job.to, letter }).await?;
    }
    run.finish(&tx, &serde_json::Value::Null).await?;
    tx.commit().await
}

/// A confirmed address needs no confirmation; a suspended account gets no password.
const fn needs(account: &Account, link: Link) -> bool {
    match link {
        Link::VerifyEmail => account.email_verified_at.is_none(),
        Link::ResetPassword => !account.suspended && !account.erased,
    }
}

const fn purpose(link: Link) -> &'static str {
    match link {
        Link::VerifyEmail => store::VERIFY_EMAIL,
        Link::ResetPassword => store::RESET_PASSWORD,
    }
}

/// Sets a new password by the token of the mail. Every session and every access token ends, and a change of the address that waits is
/// called off; and since the link has shown whose the address is, it counts as confirmed. A second factor stays.
///
/// # Errors
/// `invalid_link` for a token that is not ours, `gone` for one that was used or has expired; faults of the password.
pub async fn reset_password(cx: &Context, token: &str, password: &str) -> Result<()> {
    let gone = || Error::Gone { what: "link" };
    let db = cx.deps.db.reader();
    let found = store::email_token(db, token).await?.filter(|found| found.purpose == store::RESET_PASSWORD);
    let found = found.ok_or_else(store::no_link)?;
    if found.expires_at <= cx.now || found.used_at.is_some() {
        return Err(gone());
    }
    let owner = UserId::from_uuid(found.user_id);
    let account = store::by_id(db, owner).await?.filter(|account| account.email == found.email).ok_or_else(gone)?;
    // Computed before the transaction opens, which on SQLite would keep every other writer waiting.
    let hash = new_password(cx, "/password", password, &account).await?;
    let mut tx = cx.begin().await?;
    // The account before its links, here and everywhere.
    users::lock_one(cx, &tx, owner).await?;
    if !store::use_email_token(cx, &tx, found.id).await? {
        return Err(gone());
    }
    store::void_email_tokens(cx, &tx, owner, store::RESET_PASSWORD).await?;
    call_off(cx, &tx, owner).await?;
    store::set_password(cx, &tx, owner, hash).await?;
    confirmed(cx, &tx, owner, &found.email).await?;
    store::revoke_sessions(cx, &tx, owner, None, "password reset").await?;
    two_factors::void_challenges(cx, &tx, owner).await?;
    access_tokens::revoke_all(cx, &tx, owner).await?;
    audit::record(cx, &mut tx, Entry::done("password.reset").by(owner, None).on(owner));
    tell(cx, &mut tx, owner, Notice::PasswordReset).await?;
    tx.commit().await
}

/// Changes the password of the person asking, who has to know the present one. Their other sessions end, and every access token, and a
/// change of the address that waits: who had the old password may have made or begun them.
///
/// # Errors
/// `session_required` for a token; `wrong_password`; faults of the new one; `session_revoked` when it ended meanwhile.
pub async fn change_password(cx: &Context, input: &ChangePasswordInput) -> Result<()> {
    let person = cx.actor.user()?;
    let account = store::by_id(cx.deps.db.reader(), person.id).await?.ok_or_else(Error::login_required)?;
    verify(cx, &account, &input.current_password).await?;
    let hash = new_password(cx, "/newPassword", &input.new_password, &account).await?;
    let mut tx = cx.begin().await?;
    // Whoever changed it meanwhile has ended this session.
    users::lock_present(cx, &tx, person).await?;
    store::set_password(cx, &tx, person.id, hash).await?;
    store::void_email_tokens(cx, &tx, person.id, store::RESET_PASSWORD).await?;
    call_off(cx, &tx, person.id).await?;
    store::revoke_sessions(cx, &tx, person.id, Some(person.session), "password changed").await?;
    access_tokens::revoke_all(cx, &tx, person.id).await?;
    two_factors::void_challenges(cx, &tx, person.id).await?;
    if !account.two_factor {
        // The password alone proves nothing where there is a second factor.
        store::prove(cx, &tx, person.session).await?;
    }
    audit::record(cx, &mut tx, Entry::done("password.changed").on(person.id));
    tell(cx, &mut tx, person.id, Notice::PasswordChanged).await?;
    tx.commit().await
}

/// Lets through who knows the password of this account. Counted with the logins by its name.
pub(super) async fn verify(cx: &Context, account: &Account, password: &str) -> Result<()> {
    let who = limits::Login { typed: &account.user.username, account: Some(account.user.id) };
    let attempt = limits::login(cx, who).await?;
    let given = Password::given(password);
    if attempt.judged(cx, given.expose(), account.hash()).await? {
        attempt.succeeded(cx).await;
        return Ok(());
    }
    audit::record_alone(cx, Entry::failed("session.proof").on(account.user.id)).await?;
    Err(Error::Forbidden { code: "wrong_password", detail: "this is not your password" })
}

/// Checks a new password of an account; gives its hash.
pub(super) async fn new_password(cx: &Context, pointer: &'static str, text: &str, account: &Account) -> Result<String> {
    let user = &account.user;
    let about = [user.username.clone(), user.display_name.clone(), account.email.clone(), "presswork".to_owned()];
    let text = text.to_owned();
    let check = move || {
        let about = about.each_ref().map(String::as_str);
        Password::parse(&text, &about).map_err(|refusal| refusal.at(pointer))
    };
    let (_, hash) = cx.deps.passwords.checked(check, Password::expose, cx.deps.entropy.bytes()).await?;
    Ok(hash)
}

/// Tells a person about their account.
pub(super) async fn tell(cx: &Context, tx: &mut Tx, to: UserId, about: Notice) -> Result<()> {
    jobs::enqueue(cx, tx, &SendMail { to, letter: Letter::Notice { about } }).await?;
    Ok(())
}

/// Whether an account has a password; holds the account, so that two ends of ways to log in don't pass each other.
///
/// # Errors
/// The database's.
pub(crate) async fn lock_password(cx: &Context, tx: &Tx, user: UserId) -> Result<bool> {
    store::touch(cx, tx, user).await?;
    let account = store::by_id(&**tx, user).await?.ok_or_else(Error::login_required)?;
    Ok(account.hash().is_some())
}
