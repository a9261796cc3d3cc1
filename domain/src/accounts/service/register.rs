//! Becoming a member: register, then confirm the mail address.

use crate::{
    Context, Error, Result,
    accounts::{
        model::{Me, NewAccount, NewAccountInput, Registration},
        store,
    },
    fault::Faults,
    ids::UserId,
    jobs,
    mails::{Letter, SendMail},
    platform::{Tx, settings::Registration as RegistrationMode},
    users::{Email, Role},
};

/// Makes an account and mails the link that confirms its address. An address that has an account gets a letter that says
/// so; the answer is the same.
///
/// # Errors
/// All faults of the input together; `registration_closed`; `username_taken`.
pub async fn register(cx: &Context, input: &NewAccountInput) -> Result<Registration> {
    let settings = &cx.settings().accounts;
    if settings.registration != RegistrationMode::Open {
        return Err(Error::Forbidden { code: "registration_closed", detail: "registration is not open here" });
    }
    let new = NewAccount::parse(input)?;
    let hash = cx.deps.passwords.hash(new.password.expose(), cx.deps.entropy.bytes()).await?;
    let mut tx = cx.begin().await?;
    if store::username_taken(&tx, new.username.as_str()).await? {
        return Err(store::username_conflict());
    }
    if let Some(account) = store::by_email(&tx, new.email.as_str()).await? {
        let mail = SendMail { to: account.user.id, letter: Letter::AlreadyRegistered };
        jobs::enqueue(cx, &mut tx, &mail).await?;
    } else {
        let role: Role = settings.default_role.as_str().parse()?;
        let user = store::insert(cx, &tx, &new, hash, role).await?;
        send_confirmation(cx, &mut tx, user, new.email.as_str()).await?;
    }
    tx.commit().await?;
    Ok(answer(cx, &new.email))
}

/// Mails the link once more. The answer is the same whether or not there is such an account.
///
/// # Errors
/// A fault of the address.
pub async fn request_email_verification(cx: &Context, email: &str) -> Result<Registration> {
    let mut faults = Faults::default();
    let email = faults.take("/email", Email::parse(email));
    let email = faults.finish(email)?;
    let mut tx = cx.begin().await?;
    if let Some(account) = store::by_email(&tx, email.as_str()).await?
        && account.email_verified_at.is_none()
    {
        send_confirmation(cx, &mut tx, account.user.id, email.as_str()).await?;
    }
    tx.commit().await?;
    Ok(answer(cx, &email))
}

/// Confirms a mail address by the token of the mail.
///
/// # Errors
/// `invalid_link` for a token that is not ours, `gone` for one that was used or has expired.
pub async fn confirm_email(cx: &Context, token: &str) -> Result<Me> {
    let tx = cx.begin().await?;
    let found = store::email_token(&tx, token).await?.filter(|found| found.purpose == store::VERIFY_EMAIL);
    let found = found.ok_or_else(|| Error::malformed("invalid_link", "this link is not valid; ask for a new one"))?;
    if found.expires_at <= cx.now || !store::use_email_token(cx, &tx, found.id).await? {
        return Err(Error::Gone { what: "link" });
    }
    let user = UserId::from_uuid(found.user_id);
    store::mark_verified(cx, &tx, user, &found.email).await?;
    let account = store::by_id(&*tx, user).await?.ok_or(Error::Gone { what: "link" })?;
    tx.commit().await?;
    Ok(Me { user: account.user, email: account.email, email_verified_at: account.email_verified_at })
}

async fn send_confirmation(cx: &Context, tx: &mut Tx, user: UserId, email: &str) -> Result<()> {
    let token = store::insert_email_token(cx, tx, user, email).await?;
    jobs::enqueue(cx, tx, &SendMail { to: user, letter: Letter::ConfirmEmail { token } }).await?;
    Ok(())
}

fn answer(cx: &Context, email: &Email) -> Registration {
    let verification_required = cx.settings().accounts.require_verified_email;
    Registration { email: email.as_str().to_owned(), verification_required }
}
