//! Access tokens: JWT (RFC 7519) signed with Ed25519 (RFC 8037).
//!
//! The verifier decides the algorithm, not the token: `EdDSA` and nothing else, so `none` and key confusion have no way
//! in. A token names its key (`kid`); every key in the folder verifies, the newest signs, so keys can be rotated with an
//! overlap.

mod keys;
mod ring;
mod rotation;

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, Header, Validation};
use serde::{Deserialize, Serialize};

use keys::Source;
use ring::KeyRing;
pub use ring::PublicKey;
pub use rotation::{KeyInfo, Rotation, list, rotate};

use crate::{
    Error, Result,
    ids::{SessionId, UserId},
    platform::settings::Settings,
};

/// The `typ` of an access token (RFC 9068), so that no other JWT of ours can stand in for one.
const TYPE: &str = "at+jwt";

/// Signs and checks access tokens.
pub struct Tokens {
    issuer: String,
    audience: String,
    lifetime: TimeDelta,
    leeway: TimeDelta,
    keys: KeyRing,
}

/// What an access token says.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: UserId,
    sid: SessionId,
    iat: i64,
    nbf: i64,
    exp: i64,
}

/// Whom an access token speaks for. Whether the session still lives is for the database to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bearer {
    /// The account.
    pub user: UserId,
    /// The login.
    pub session: SessionId,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("kid", &self.keys.current().kid).finish_non_exhaustive()
    }
}

impl Tokens {
    /// Loads the keys of the folder or of the setting; in development and tests, makes the first one.
    ///
    /// # Errors
    /// `internal` with a sentence for the operator when there is no usable key.
    pub fn open(settings: &Settings) -> Result<Self> {
        Ok(Self {
            issuer: settings.auth.issuer.clone(),
            audience: settings.auth.audience.clone(),
            lifetime: TimeDelta::from_std(settings.auth.access_token_ttl).map_err(Error::internal)?,
            leeway: TimeDelta::from_std(settings.auth.clock_leeway).map_err(Error::internal)?,
            keys: KeyRing::open(Source::of(settings), !settings.is_production())?,
        })
    }

    /// A token for a session, and when it expires.
    ///
    /// # Errors
    /// `internal` when signing fails.
    pub fn sign(&self, bearer: Bearer, now: DateTime<Utc>) -> Result<(String, DateTime<Utc>)> {
        let keys = self.keys.current();
        let expires = now + self.lifetime;
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: self.audience.clone(),
            sub: bearer.user,
            sid: bearer.session,
            iat: now.timestamp(),
            nbf: now.timestamp(),
            exp: expires.timestamp(),
        };
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(keys.kid.clone());
        let token = jsonwebtoken::encode(&header, &claims, &keys.signing).map_err(Error::internal)?;
        Ok((token, expires))
    }

    /// The public halves of all keys that verify, for others who check our tokens.
    #[must_use]
    pub fn public_keys(&self) -> Vec<PublicKey> {
        self.keys.current().public.clone()
    }

    /// Whom a token speaks for.
    ///
    /// # Errors
    /// `token_expired` for one of ours whose time is over, `invalid_token` for everything else.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Bearer> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| invalid())?;
        let kid = header.kid.as_deref().ok_or_else(invalid)?;
        let keys = self.keys.with(kid);
        let key = keys.verifying.get(kid).ok_or_else(invalid)?;
        // There is no extension that we understand (RFC 7515, section 4.1.11).
        if header.alg != Algorithm::EdDSA || header.typ.as_deref() != Some(TYPE) || header.crit.is_some() {
            return Err(invalid());
        }
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[&self.issuer]);
        validation.set_audience(&[&self.audience]);
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        // Times are compared below, by the context's clock.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let claims = jsonwebtoken::decode::<Claims>(token, key, &validation).map_err(|_| invalid())?.claims;
        let (now, leeway) = (now.timestamp(), self.leeway.num_seconds());
        if claims.nbf > now + leeway {
            return Err(invalid());
        }
        if claims.exp <= now - leeway {
            return Err(Error::Unauthenticated {
                code: "token_expired",
                detail: "the access token has expired; refresh it",
            });
        }
        Ok(Bearer { user: claims.sub, session: claims.sid })
    }

    /// Until when a token verifies that does so now.
    #[must_use]
    pub fn good_until(&self, token: &str) -> Option<DateTime<Utc>> {
        let claims = jsonwebtoken::dangerous::insecure_decode::<Claims>(token).ok()?.claims;
        Some(DateTime::from_timestamp(claims.exp, 0)? + self.leeway)
    }
}

const fn invalid() -> Error {
    Error::Unauthenticated { code: "invalid_token", detail: "the access token is not valid; log in again" }
}

#[cfg(test)]
mod tests;
