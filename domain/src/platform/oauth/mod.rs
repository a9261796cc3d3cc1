//! Logging in by other providers: OpenID Connect with discovery (Core 1.0, Discovery 1.0), and GitHub.
//!
//! The authorization code flow with PKCE (RFC 7636, S256), always with state and, in OpenID Connect, with a nonce. Addresses come
//! from the settings and from what a provider of the settings says about itself, never from a caller. Answers are small,
//! soon, and not followed elsewhere.
//!
//! No ready client: the one that there is builds on the `rsa` crate, which is not let in (`deny.toml`). What has to be right,
//! the check of signatures, is jsonwebtoken's on aws-lc-rs.

mod github;
mod http;
mod id_token;
mod oidc;
mod pkce;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::{
    Error, Result,
    platform::settings::{ProviderKind, Settings},
};

use github::Github;
use http::Http;
use oidc::Oidc;
pub use pkce::{challenge_of, is_challenge};

/// Whom a provider says that somebody is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Its id of the person, which never changes.
    pub subject: String,
    /// Their mail address.
    pub email: Option<String>,
    /// Whether the provider has made sure that it is theirs.
    pub email_verified: bool,
    /// The handle that they have there.
    pub username: Option<String>,
    /// How they are called.
    pub name: Option<String>,
}

/// What a login takes along to the provider.
pub struct Departure<'a> {
    /// Our callback.
    pub redirect_uri: &'a str,
    /// What the answer has to say again.
    pub state: &'a str,
    /// What the ID token has to say again.
    pub nonce: &'a str,
    /// The secret that the code takes.
    pub verifier: &'a str,
    /// The time.
    pub now: DateTime<Utc>,
}

/// What comes back.
pub struct Arrival<'a> {
    /// Our callback, as it was told at the departure.
    pub redirect_uri: &'a str,
    /// The code.
    pub code: &'a str,
    /// Who says that the code is theirs (RFC 9207), if anybody.
    pub issuer: Option<&'a str>,
    /// The nonce of the departure.
    pub nonce: &'a str,
    /// The secret of the departure.
    pub verifier: &'a str,
    /// The time.
    pub now: DateTime<Utc>,
}

/// A provider.
pub enum Provider {
    /// OpenID Connect.
    Oidc(Box<Oidc>),
    /// GitHub.
    Github(Box<Github>),
}

impl Provider {
    /// Where the browser goes.
    ///
    /// # Errors
    /// `unavailable` when the provider does not say where that is.
    pub async fn departure(&self, with: &Departure<'_>) -> Result<Url> {
        match self {
            Self::Oidc(oidc) => oidc.departure(with).await,
            Self::Github(github) => github.departure(with),
        }
    }

    /// Who came back.
    ///
    /// # Errors
    /// `provider_refused` when the provider takes the code back, or says what is not so; `unavailable` when it is away.
    pub async fn arrival(&self, with: &Arrival<'_>) -> Result<Claims> {
        match self {
            Self::Oidc(oidc) => oidc.arrival(with).await,
            Self::Github(github) => github.arrival(with).await,
        }
    }
}

/// The providers of the settings.
pub struct Providers(BTreeMap<String, Provider>);

impl Providers {
    /// From the settings. Nobody is asked yet.
    ///
    /// # Errors
    /// `internal` when there is no TLS.
    pub fn new(settings: &Settings) -> Result<Self> {
        let mut providers = BTreeMap::new();
        for (name, provider) in &settings.oauth.providers {
            let http = Http::new()?;
            let made = match provider.kind {
                ProviderKind::Oidc => Provider::Oidc(Box::new(Oidc::new(http, provider, settings.auth.clock_leeway))),
                ProviderKind::Github => Provider::Github(Box::new(Github::new(http, provider)?)),
            };
            providers.insert(name.clone(), made);
        }
        Ok(Self(providers))
    }

    /// One by its name.
    ///
    /// # Errors
    /// `not_found`.
    pub fn get(&self, name: &str) -> Result<&Provider> {
        self.0.get(name).ok_or(Error::not_found("provider"))
    }
}

/// What a provider said can't be relied on. What it was is for the log.
fn refused(why: impl std::fmt::Display) -> Error {
    tracing::warn!(%why, "a login by a provider was refused");
    Error::Unauthenticated {
        code: "provider_refused",
        detail: "the provider did not confirm this login; begin it again",
    }
}
