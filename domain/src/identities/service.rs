//! Leaving for a provider, coming back, and what is done with who came.

use serde_json::json;
use url::Url;

use super::{
    ExchangeInput, Identity, names,
    store::{self, Flow, IDENTITIES},
};
use crate::{
    Context, Error, Result,
    accounts::{self, AuthTokens, Device, Entered},
    actor::UserActor,
    audit::{self, Entry},
    ids::{self, FlowId, IdentityId, UserId},
    jobs, limits,
    mails::{Letter, Notice, SendMail},
    page::{Page, PageArgs, PageRequest},
    platform::{
        Tx,
        oauth::{Arrival, Claims, Departure, is_challenge},
        secret::random_token,
        settings::Registration,
    },
    users,
};

/// Where the browser of somebody goes who wants to log in by a provider.
///
/// # Errors
/// `not_found` for a provider that is not in the settings; `redirect_not_allowed` for an address that is not; a fault of the
/// challenge; `unavailable` when the provider is away.
pub async fn depart(cx: &Context, provider: &str, redirect_to: &str, challenge: &str) -> Result<Url> {
    let there = cx.deps.providers.get(provider)?;
    if !cx.settings().oauth.redirect_urls.iter().any(|allowed| allowed == redirect_to) {
        let detail = "this is no address that logins come back to (oauth.redirect_urls)";
        return Err(Error::malformed("redirect_not_allowed", detail));
    }
    if !is_challenge(challenge) {
        let detail = "the SHA-256 of a verifier in base64url without padding";
        return Err(Error::invalid("/codeChallenge", "invalid_format", detail));
    }
    let (id, state): (FlowId, String) = (ids::new(cx), random_token(&*cx.deps.entropy));
    let url = there
        .departure(&Departure {
            redirect_uri: &callback(cx, provider),
            state: &state,
            nonce: &nonce(cx, id),
            verifier: &verifier(cx, id),
            now: cx.now,
        })
        .await?;
    let tx = cx.begin_apart().await?;
    store::begin(cx, &tx, id, &state, (provider, redirect_to, challenge)).await?;
    tx.commit().await?;
    Ok(url)
}

/// Takes the answer of a provider. Tells where the browser goes now: back to the app, with a code for it or the reason why there
/// is none.
///
/// # Errors
/// `not_found` for a provider that is not in the settings; `invalid_state` for an answer that nobody waits for.
pub async fn arrive(cx: &Context, provider: &str, answer: &Answer<'_>) -> Result<Url> {
    let there = cx.deps.providers.get(provider)?;
    let tx = cx.begin_apart().await?;
    let flow = store::answer(cx, &tx, provider, answer.state.unwrap_or_default()).await?;
    let detail = "nobody waits for this answer, or no longer; begin the login again";
    let flow = flow.ok_or_else(|| Error::malformed("invalid_state", detail))?;
    tx.commit().await?;
    let Some(code) = answer.code else {
        // Only what is known to be harmless is handed on.
        let reason = if answer.error == Some("access_denied") { "access_denied" } else { "provider_refused" };
        return back(&flow, "error", reason);
    };
    let arrival = Arrival {
        redirect_uri: &callback(cx, provider),
        code,
        issuer: answer.issuer,
        nonce: &nonce(cx, flow.id()),
        verifier: &verifier(cx, flow.id()),
        now: cx.now,
    };
    match there.arrival(&arrival).await {
        Ok(claims) => {
            let code = random_token(&*cx.deps.entropy);
            let tx = cx.begin_apart().await?;
            store::keep(cx, &tx, flow.id(), &claims, &code).await?;
            tx.commit().await?;
            back(&flow, "code", &code)
        }
        Err(error) => {
            audit::record_alone(cx, Entry::failed("session.login").with(json!({ "provider": provider }))).await?;
            back(&flow, "error", error.code())
        }
    }
}

/// What a provider hands to the callback.
#[derive(Debug, Clone, Copy, Default)]
pub struct Answer<'a> {
    /// The state of the departure.
    pub state: Option<&'a str>,
    /// The code, if all went well.
    pub code: Option<&'a str>,
    /// What went wrong otherwise.
    pub error: Option<&'a str>,
    /// Who answers (RFC 9207).
    pub issuer: Option<&'a str>,
}

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

/// Exchanges a code for a link between the account of the person asking and the identity that came back.
///
/// # Errors
/// `session_required` for a token; `reauthentication_required`; `invalid_login_code`; `identity_taken` when it is somebody else's.
pub async fn link(cx: &Context, input: &ExchangeInput) -> Result<Identity> {
    let person = proven(cx)?;
    let mut tx = cx.begin().await?;
    let (flow, claims) = exchange(cx, &tx, input).await?;
    users::lock_present(cx, &tx, person).await?;
    let identity = match store::owner(&tx, &flow.provider, &claims.subject).await? {
        Some((owner, identity)) if owner == person.id => identity,
        Some(_) => return Err(Error::conflict("identity_taken", "another account is linked to this identity")),
        None => {
            let identity = store::insert(cx, &tx, person.id, &flow.provider, &claims).await?;
            let entry = Entry::done("identity.linked").on(person.id);
            audit::record(cx, &mut tx, entry.with(json!({ "provider": flow.provider })));
            tell(cx, &mut tx, person.id, Notice::IdentityLinked).await?;
            identity
        }
    };
    tx.commit().await?;
    Ok(identity)
}

/// Ends the link to an identity.
///
/// # Errors
/// `session_required` for a token; `reauthentication_required`; `not_found`, also for somebody else's; `last_login_method` when
/// the account has no password and no other identity.
pub async fn unlink(cx: &Context, id: IdentityId) -> Result<()> {
    let person = proven(cx)?;
    let mut tx = cx.begin().await?;
    let has_password = accounts::lock_password(cx, &tx, person.id).await?;
    if !store::remove(&tx, person.id, id).await? {
        return Err(Error::not_found("identity"));
    }
    if !has_password && store::count(&tx, person.id).await? == 0 {
        let detail = "this is the last way to log in; set a password first, by a link that is mailed to you";
        return Err(Error::conflict("last_login_method", detail));
    }
    audit::record(cx, &mut tx, Entry::done("identity.unlinked").on(id));
    tell(cx, &mut tx, person.id, Notice::IdentityUnlinked).await?;
    tx.commit().await
}

/// The identities of the person asking, the newest first.
///
/// # Errors
/// `session_required` for a token; faults of the page arguments.
pub async fn list(cx: &Context, args: &PageArgs) -> Result<Page<Identity>> {
    let owner = cx.actor.user()?.id;
    let request = PageRequest::parse(cx, IDENTITIES, args)?;
    store::page(cx, owner, &request).await
}

/// Removes every identity of a person who is erased. Tells how many.
///
/// # Errors
/// The database's.
pub(crate) async fn forget(tx: &Tx, owner: UserId) -> Result<u64> {
    store::remove_all(tx, owner).await
}

/// Who came back with this code, which is used up.
async fn exchange(cx: &Context, tx: &Tx, input: &ExchangeInput) -> Result<(Flow, Claims)> {
    let detail = "this code is not valid, or over; begin the login again";
    let invalid = || Error::malformed("invalid_login_code", detail);
    let flow = store::by_code(cx, tx, &input.code).await?.filter(|flow| flow.is_of(&input.code_verifier));
    let flow = flow.ok_or_else(invalid)?;
    if !store::end(tx, flow.id()).await? {
        return Err(invalid());
    }
    let claims = flow.claims()?;
    Ok((flow, claims))
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

fn proven(cx: &Context) -> Result<&UserActor> {
    let person = cx.actor.user()?;
    person.require_recent(cx.now, cx.settings().auth.proof_lifetime())?;
    Ok(person)
}

/// The address that the provider sends the browser back to.
fn callback(cx: &Context, provider: &str) -> String {
    let settings = cx.settings();
    format!("{}/v1/auth/oidc/{provider}/callback", settings.public_url(settings.http.port))
}

/// Made again at the return, so that no row holds them.
fn nonce(cx: &Context, id: FlowId) -> String {
    cx.deps.secrets.derived_token("oauth-nonce", &id.to_string())
}

fn verifier(cx: &Context, id: FlowId) -> String {
    cx.deps.secrets.derived_token("oauth-verifier", &id.to_string())
}

fn back(flow: &Flow, name: &str, value: &str) -> Result<Url> {
    let mut url = Url::parse(&flow.redirect_to).map_err(Error::internal)?;
    url.query_pairs_mut().append_pair(name, value);
    Ok(url)
}

async fn tell(cx: &Context, tx: &mut Tx, to: UserId, about: Notice) -> Result<()> {
    jobs::enqueue(cx, tx, &SendMail { to, letter: Letter::Notice { about } }).await?;
    Ok(())
}
