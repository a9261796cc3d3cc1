//! OpenID Connect.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::jwk::JwkSet;
use serde::{Deserialize, Deserializer};
use url::Url;

use super::{
    Arrival, Claims, Departure, challenge_of,
    http::Http,
    id_token::{self, Expected},
    refused,
};
use crate::{
    Error, Result,
    platform::settings::{OauthProvider, Secret},
};

/// How long what a provider says about itself is believed.
const KEPT: TimeDelta = TimeDelta::hours(1);

/// A provider with discovery.
pub struct Oidc {
    http: Http,
    issuer: String,
    client_id: String,
    client_secret: Secret,
    scopes: Vec<String>,
    leeway: Duration,
    known: Mutex<Option<(DateTime<Utc>, Metadata)>>,
}

/// What a provider says about itself (Discovery 1.0, section 3).
#[derive(Clone, Deserialize)]
struct Metadata {
    issuer: String,
    authorization_endpoint: Url,
    token_endpoint: Url,
    userinfo_endpoint: Option<Url>,
    jwks_uri: Url,
    #[serde(default)]
    token_endpoint_auth_methods_supported: Vec<String>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
    access_token: String,
}

/// What a provider tells about a person (Core 1.0, section 5.1).
#[derive(Deserialize)]
pub struct Person {
    pub sub: String,
    pub email: Option<String>,
    #[serde(default, deserialize_with = "said")]
    pub email_verified: bool,
    pub preferred_username: Option<String>,
    pub name: Option<String>,
}

/// Whether something is so. The standard has true and false; some providers say it in text, or nothing by null.
#[derive(Deserialize)]
#[serde(untagged)]
enum Said {
    Plainly(bool),
    InText(String),
}

fn said<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    Ok(match Option::<Said>::deserialize(from)? {
        Some(Said::Plainly(so)) => so,
        Some(Said::InText(text)) => text == "true",
        None => false,
    })
}

impl From<Person> for Claims {
    fn from(person: Person) -> Self {
        Self {
            subject: person.sub,
            email: person.email,
            email_verified: person.email_verified,
            username: person.preferred_username,
            name: person.name,
        }
    }
}

impl Oidc {
    pub fn new(http: Http, settings: &OauthProvider, leeway: Duration) -> Self {
        let usual = || ["openid", "email", "profile"].map(str::to_owned).into();
        let mut scopes: Vec<String> = if settings.scopes.is_empty() { usual() } else { settings.scopes.clone() };
        if !scopes.iter().any(|scope| scope == "openid") {
            scopes.insert(0, "openid".to_owned());
        }
        Self {
            http,
            issuer: settings.issuer.clone(),
            client_id: settings.client_id.clone(),
            client_secret: settings.client_secret.clone(),
            scopes,
            leeway,
            known: Mutex::default(),
        }
    }

    pub async fn departure(&self, with: &Departure<'_>) -> Result<Url> {
        let mut url = self.metadata(with.now).await?.authorization_endpoint;
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.client_id)
            .append_pair("redirect_uri", with.redirect_uri)
            .append_pair("scope", &self.scopes.join(" "))
            .append_pair("state", with.state)
            .append_pair("nonce", with.nonce)
            .append_pair("code_challenge", &challenge_of(with.verifier))
            .append_pair("code_challenge_method", "S256");
        Ok(url)
    }

    pub async fn arrival(&self, with: &Arrival<'_>) -> Result<Claims> {
        let metadata = self.metadata(with.now).await?;
        let named = with.issuer.is_some() || metadata.authorization_response_iss_parameter_supported;
        if named && with.issuer != Some(&metadata.issuer) {
            return Err(refused("the code is said to be of another issuer"));
        }
        let tokens = self.exchange(&metadata, with).await?;
        let keys: JwkSet = self.http.get(&metadata.jwks_uri, None).await?;
        let expected = Expected {
            issuer: &self.issuer,
            audience: &self.client_id,
            nonce: with.nonce,
            now: with.now,
            leeway: self.leeway,
        };
        let person = id_token::verify(&tokens.id_token, &keys, &expected).map_err(refused)?;
        let Some(endpoint) = metadata.userinfo_endpoint.filter(|_| person.email.is_none()) else {
            return Ok(person.into());
        };
        let told: Person = self.http.get(&endpoint, Some(&tokens.access_token)).await?;
        if told.sub != person.sub {
            return Err(refused("it tells about another person"));
        }
        Ok(told.into())
    }

    async fn exchange(&self, metadata: &Metadata, with: &Arrival<'_>) -> Result<Tokens> {
        let (name, secret) = (self.client_id.as_str(), self.client_secret.expose());
        let methods = &metadata.token_endpoint_auth_methods_supported;
        let in_head = methods.is_empty() || methods.iter().any(|method| method == "client_secret_basic");
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", with.code),
            ("redirect_uri", with.redirect_uri),
            ("code_verifier", with.verifier),
        ];
        if !in_head {
            form.extend([("client_id", name), ("client_secret", secret)]);
        }
        self.http.post(&metadata.token_endpoint, &form, in_head.then_some((name, secret))).await
    }

    /// What the provider says about itself, asked for anew once an hour.
    async fn metadata(&self, now: DateTime<Utc>) -> Result<Metadata> {
        let kept = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, metadata)) = kept.filter(|(at, _)| now - *at < KEPT) {
            return Ok(metadata);
        }
        let address = format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'));
        let found: Metadata = self.http.get(&Url::parse(&address).map_err(Error::internal)?, None).await?;
        if found.issuer != self.issuer {
            return Err(refused("it calls itself by another name"));
        }
        let secure = |url: &Url| url.scheme() == "https" || self.issuer.starts_with("http://");
        let asked = [&found.authorization_endpoint, &found.token_endpoint, &found.jwks_uri];
        if !asked.into_iter().chain(&found.userinfo_endpoint).all(secure) {
            return Err(refused("it has addresses without TLS"));
        }
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, found.clone()));
        Ok(found)
    }
}
