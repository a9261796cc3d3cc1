//! Access tokens as their owners see and ask for them.

use chrono::{DateTime, TimeDelta, Utc};

use super::policy;
use crate::{
    Context, Result,
    fault::{Faults, Refusal},
    ids::AccessTokenId,
    scope::{Scope, Scopes},
    text,
    users::Role,
};

/// A token, without its secret.
#[derive(Debug, Clone)]
pub struct AccessToken {
    /// Its id.
    pub id: AccessTokenId,
    /// What its owner calls it.
    pub name: String,
    /// Its first characters, to tell it from others.
    pub hint: String,
    /// What it may be used for.
    pub scopes: Scopes,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it stops working.
    pub expires_at: DateTime<Utc>,
    /// When it was last used, to the minute; never yet when missing.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// A token in the moment that it is made.
#[derive(Debug, Clone)]
pub struct IssuedAccessToken {
    /// The token.
    pub access_token: AccessToken,
    /// What the program sends. Shown this once.
    pub secret: String,
}

/// What a person sends to get a token.
#[derive(Debug, Clone, Default)]
pub struct NewAccessTokenInput {
    /// What they call it.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<Scope>,
    /// When it stops working; in 90 days when missing.
    pub expires_at: Option<DateTime<Utc>>,
}

/// The same, checked.
pub(super) struct NewAccessToken {
    pub name: String,
    pub scopes: Scopes,
    pub expires_at: DateTime<Utc>,
}

/// Most characters of a name.
pub const NAME_MAX: usize = 80;

impl NewAccessToken {
    /// How long a token lives when nobody says.
    const LIFE: TimeDelta = TimeDelta::days(90);
    /// The longest life: a token that nobody renews within a year is one that nobody looks after.
    const LIFE_MAX: TimeDelta = TimeDelta::days(366);

    pub(super) fn parse(cx: &Context, role: Role, input: &NewAccessTokenInput) -> Result<Self> {
        let mut faults = Faults::default();
        let name = faults.take("/name", text::line(&input.name, NAME_MAX));
        let scopes = faults.take("/scopes", Scopes::parse(&input.scopes));
        for (n, scope) in input.scopes.iter().enumerate() {
            if !policy::can_grant(role, *scope) {
                faults.push(format!("/scopes/{n}"), "beyond_role", "your own role does not reach so far");
            }
        }
        let expires_at = faults.take("/expiresAt", end(cx.now, input.expires_at));
        let whole = name.zip(scopes).zip(expires_at);
        faults.finish(whole.map(|((name, scopes), expires_at)| Self { name, scopes, expires_at }))
    }
}

fn end(now: DateTime<Utc>, asked: Option<DateTime<Utc>>) -> Result<DateTime<Utc>, Refusal> {
    let end = asked.unwrap_or(now + NewAccessToken::LIFE);
    if end <= now || end > now + NewAccessToken::LIFE_MAX {
        return Err(Refusal::new("out_of_range", "a time to come, within 366 days"));
    }
    Ok(end)
}
