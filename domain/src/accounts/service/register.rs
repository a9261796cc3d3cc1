//! Becoming a member: register, then confirm the mail address.

use super::{
    admit::{Newcomer, prepare},
    password::{request_link, unseen},
    unconfirmed::stand_in_address,
};
use crate::{
    Context, Error, Result,
    accounts::{
        jobs::Link,
        model::{Me, NewAccount, NewAccountInput, Registration},
        store,
    },
    audit::{self, Entry},
    events::{self, EventType, Fact},
    ids::UserId,
    jobs, limits,
    mails::{Letter, SendMail},
    platform::{Tx, settings::Registration as RegistrationMode},
    users::{self, Email, Role},
};

/// Makes an account and mails the link that confirms its address. An address that has an account gets a letter that says
/// so; the answer is the same. One that nobody has confirmed keeps its address for a while all the same: a second link in the same
/// mailbox, asked for by who knows whom, could be taken for the first.
///
/// # Errors
/// `registration_closed`; `too_many_attempts`; `busy`; all faults of the input together; `username_taken`.
pub async fn register(cx: &Context, input: &NewAccountInput) -> Result<Registration> {
    let settings = &cx.settings().accounts;
    if settings.registration != RegistrationMode::Open {
        return Err(Error::Forbidden { code: "registration_closed", detail: "registration is not open here" });
    }
    limits::registration(cx).await?;
    let Newcomer { new, hash } = prepare(cx, input).await?;
    limits::mail(cx, new.email.as_str()).await?;
    let mut tx = cx.begin().await?;
    if store::username_taken(&tx, new.username.as_str()).await? {
        return Err(store::username_conflict());
    }
    let role: Role = settings.default_role.as_str().parse()?;
    if let Some(account) = store::by_email(&tx, new.email.as_str()).await? {
        stand_in(cx, &tx, &new, hash, role).await?;
        let mail = SendMail { to: account.user.id, letter: Letter::AlreadyRegistered };
        jobs::enqueue(&unseen(cx), &mut tx, &mail).await?;
        audit::record(cx, &mut tx, Entry::failed("account.registered").on(account.user.id));
    } else {
        let user = store::insert(cx, &tx, new.person(), hash, role).await?.ok_or_else(store::username_conflict)?;
        send_confirmation(cx, &mut tx, user, new.email.as_str()).await?;
        if !settings.require_verified_email {
            events::record(cx, &tx, Fact::user(EventType::UserRegistered, user)).await?;
        }
        audit::record(cx, &mut tx, Entry::done("account.registered").on(user));
    }
    tx.commit().await?;
    Ok(answer(cx, &new.email))
}

/// Nothing that comes later shall tell, either, that the address was known: the name is taken now, and the password is right,
/// as for anybody who has not confirmed yet. Its link goes nowhere, and is there so that both ways are the same statements.
async fn stand_in(cx: &Context, tx: &Tx, new: &NewAccount, hash: String, role: Role) -> Result<()> {
    if !cx.settings().accounts.require_verified_email {
        return Ok(());
    }
    let ((username, _, display_name), address) = (new.person(), stand_in_address(cx)?);
    let made = store::insert(cx, tx, (username, &address, display_name), hash, role).await?;
    let user = made.ok_or_else(store::username_conflict)?;
    store::insert_email_token(cx, tx, user, store::VERIFY_EMAIL, address.as_str()).await?;
    Ok(())
}

/// Mails the link once more. Answers the same in the same time whether or not there is such an account.
///
/// # Errors
/// A fault of the address.
pub async fn request_email_verification(cx: &Context, email: &str) -> Result<Registration> {
    Ok(answer(cx, &request_link(cx, email, Link::VerifyEmail).await?))
}

/// Confirms a mail address by the token of the mail.
///
/// # Errors
/// `invalid_link` for a token that is not ours, `gone` for one that was used or has expired, or whose address somebody else has
/// shown to be theirs.
pub async fn confirm_email(cx: &Context, token: &str) -> Result<Me> {
    let mut tx = cx.begin().await?;
    let found = store::email_token(&*tx, token).await?.filter(|found| found.purpose == store::VERIFY_EMAIL);
    let found = found.ok_or_else(store::no_link)?;
    let user = UserId::from_uuid(found.user_id);
    users::lock_one(cx, &tx, user).await?;
    if found.expires_at <= cx.now || !store::use_email_token(cx, &tx, found.id).await? {
        return Err(Error::Gone { what: "link" });
    }
    confirmed(cx, &tx, user, &found.email).await?;
    audit::record(cx, &mut tx, Entry::done("account.email_confirmed").on(user));
    let account = store::by_id(&*tx, user).await?.filter(|account| account.email_verified_at.is_some());
    let account = account.ok_or(Error::Gone { what: "link" })?;
    tx.commit().await?;
    Ok(account.into())
}

/// An address is confirmed. Where no account can log in before, that is when others hear of it.
pub(super) async fn confirmed(cx: &Context, tx: &Tx, user: UserId, email: &str) -> Result<()> {
    if store::mark_verified(cx, tx, user, email).await? && cx.settings().accounts.require_verified_email {
        events::record(cx, tx, Fact::user(EventType::UserRegistered, user)).await?;
    }
    Ok(())
}

async fn send_confirmation(cx: &Context, tx: &mut Tx, user: UserId, email: &str) -> Result<()> {
    let token = store::insert_email_token(cx, tx, user, store::VERIFY_EMAIL, email).await?;
    jobs::enqueue(&unseen(cx), tx, &SendMail { to: user, letter: Letter::ConfirmEmail { token } }).await?;
    Ok(())
}

fn answer(cx: &Context, email: &Email) -> Registration {
    let verification_required = cx.settings().accounts.require_verified_email;
    Registration { email: email.as_str().to_owned(), verification_required }
}
