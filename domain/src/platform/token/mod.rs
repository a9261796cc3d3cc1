//! Access tokens: JWT (RFC 7519) signed with Ed25519 (RFC 8037).
//!
//! The verifier decides the algorithm, not the token: `EdDSA` and nothing else, so `none` and key confusion have no way
//! in. A token names its key (`kid`); every key in the folder verifies, the newest signs, so keys can be rotated with an
//! overlap.

mod keys;

use std::{collections::HashMap, fmt};

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

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
    kid: String,
    signing: EncodingKey,
    verifying: HashMap<String, DecodingKey>,
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
        f.debug_struct("Tokens").field("kid", &self.kid).finish_non_exhaustive()
    }
}

impl Tokens {
    /// Loads the keys of the folder; in development and tests, makes the first one.
    ///
    /// # Errors
    /// `internal` with a sentence for the operator when there is no usable key.
    pub fn open(settings: &Settings) -> Result<Self> {
        let keys = keys::load_or_create(&settings.keys_dir(), !settings.is_production())?;
        let newest = keys.last().ok_or_else(|| Error::internal("there is no signing key"))?;
        Ok(Self {
            issuer: settings.auth.issuer.clone(),
            audience: settings.auth.audience.clone(),
            lifetime: TimeDelta::from_std(settings.auth.access_token_ttl).map_err(Error::internal)?,
            leeway: TimeDelta::from_std(settings.auth.clock_leeway).map_err(Error::internal)?,
            kid: newest.kid.clone(),
            signing: EncodingKey::from_ed_der(&newest.pkcs8),
            verifying: keys.iter().map(|key| (key.kid.clone(), DecodingKey::from_ed_der(&key.public))).collect(),
        })
    }

    /// A token for a session, and when it expires.
    ///
    /// # Errors
    /// `internal` when signing fails.
    pub fn sign(&self, bearer: Bearer, now: DateTime<Utc>) -> Result<(String, DateTime<Utc>)> {
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
        header.kid = Some(self.kid.clone());
        let token = jsonwebtoken::encode(&header, &claims, &self.signing).map_err(Error::internal)?;
        Ok((token, expires))
    }

    /// Whom a token speaks for.
    ///
    /// # Errors
    /// `token_expired` for one of ours whose time is over, `invalid_token` for everything else.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Bearer> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| invalid())?;
        let key = header.kid.as_deref().and_then(|kid| self.verifying.get(kid)).ok_or_else(invalid)?;
        if header.alg != Algorithm::EdDSA || header.typ.as_deref() != Some(TYPE) {
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
}

const fn invalid() -> Error {
    Error::Unauthenticated { code: "invalid_token", detail: "the access token is not valid; log in again" }
}

#[cfg(test)]
mod tests;
