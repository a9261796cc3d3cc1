//! Logging in by who came.

use serde_json::json;

use super::exchange::exchange;
use crate::{
    Context, Error, Result,
    accounts::{self, AuthTokens, Device, Entered},
    audit::{self, Entry},
    identities::{ExchangeInput, names, store},
    ids::UserId,
    limits,
    platform::{Tx, oauth::Claims, settings::Registration},
};

/// Exchanges a code for a session. Who is not known yet gets an account, where anybody may register.
///
/// # Errors
/// `invalid_login_code` for a code that is not ours, was used, is over, or comes without its verifier; `account_suspended`;
/// `two_factor_required` with a challenge; `registration_closed`; `email_not_verified` when the provider has not made sure of the
/// address; `identity_not_linked` when the address has an account, whose owner may link the identity.
pub async fn complete(cx: &Context, input: &ExchangeInput, device: &Device) -> Result<AuthTokens> {
    let mut tx = cx.begin().await?;
    let (flow, claims) = exchange(cx, &tx, input).await?;
    let known = store::owner(&tx, &flow.provider, &claims.subject).await?;
    let owner = match known {
        Some((owner, _)) => owner,
        None => join(cx, &mut tx, &flow.provider, &claims).await?,
    };
    let entered = accounts::enter_by_identity(cx, &mut tx, owner, device).await?;
    tx.commit().await?;
    match entered {
        Entered::In(tokens) => Ok(*tokens),
        Entered::SecondStep { challenge, expires_at } => Err(Error::TwoFactorRequired { challenge, expires_at }),
    }
}

/// Makes an account for somebody who comes for the first time.
async fn join(cx: &Context, tx: &mut Tx, provider: &str, claims: &Claims) -> Result<UserId> {
    if cx.settings().accounts.registration != Registration::Open {
        let detail = "no account is linked to this identity, and registration is not open here";
        return Err(Error::Forbidden { code: "registration_closed", detail });
    }
    limits::registration(cx).await?;
    let Some(email) = claims.email.as_deref().filter(|_| claims.email_verified) else {
        let detail = "the provider has not made sure of your mail address";
        return Err(Error::Forbidden { code: "email_not_verified", detail });
    };
    let shown = claims.name.as_deref().or(claims.username.as_deref());
    let owner = accounts::admit_without_password(cx, tx, email, &names::stem(claims), shown).await?;
    store::insert(cx, tx, owner, provider, claims).await?;
    let entry = Entry::done("account.registered").by(owner, None).on(owner);
    audit::record(cx, tx, entry.with(json!({ "provider": provider })));
    Ok(owner)
}
