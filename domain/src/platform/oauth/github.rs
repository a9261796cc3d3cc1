//! GitHub: OAuth 2 with PKCE, and an API that says who it is. It has no ID tokens, so no nonce.

use serde::Deserialize;
use url::Url;

use super::{Arrival, Claims, Departure, challenge_of, http::Http, refused};
use crate::{
    Error, Result,
    platform::settings::{OauthProvider, Secret},
};

/// GitHub, a tenant of ghe.com, or an Enterprise Server.
pub struct Github {
    http: Http,
    site: String,
    api: String,
    client_id: String,
    client_secret: Secret,
    scopes: Vec<String>,
}

#[derive(Deserialize)]
struct Token {
    access_token: Option<String>,
}

#[derive(Deserialize)]
struct User {
    id: i64,
    login: String,
    name: Option<String>,
}

#[derive(Deserialize)]
struct Address {
    email: String,
    primary: bool,
    verified: bool,
}

impl Github {
    pub fn new(http: Http, settings: &OauthProvider) -> Result<Self> {
        let (site, api) = addresses(&settings.issuer)?;
        let usual = || ["read:user", "user:email"].map(str::to_owned).into();
        let scopes = if settings.scopes.is_empty() { usual() } else { settings.scopes.clone() };
        let (client_id, client_secret) = (settings.client_id.clone(), settings.client_secret.clone());
        Ok(Self { http, site, api, client_id, client_secret, scopes })
    }

    pub fn departure(&self, with: &Departure<'_>) -> Result<Url> {
        let mut url = Self::at(&self.site, "/login/oauth/authorize")?;
        url.query_pairs_mut()
            .append_pair("client_id", &self.client_id)
            .append_pair("redirect_uri", with.redirect_uri)
            .append_pair("scope", &self.scopes.join(" "))
            .append_pair("state", with.state)
            .append_pair("code_challenge", &challenge_of(with.verifier))
            .append_pair("code_challenge_method", "S256");
        Ok(url)
    }

    pub async fn arrival(&self, with: &Arrival<'_>) -> Result<Claims> {
        let form = [
            ("client_id", self.client_id.as_str()),
            ("client_secret", self.client_secret.expose()),
            ("code", with.code),
            ("redirect_uri", with.redirect_uri),
            ("code_verifier", with.verifier),
        ];
        // A refusal comes with 200 and without a token.
        let token: Token = self.http.post(&Self::at(&self.site, "/login/oauth/access_token")?, &form, None).await?;
        let token = token.access_token.ok_or_else(|| refused("it gives no token for the code"))?;
        let user: User = self.http.get(&Self::at(&self.api, "/user")?, Some(&token)).await?;
        let addresses: Vec<Address> = self.http.get(&Self::at(&self.api, "/user/emails")?, Some(&token)).await?;
        let primary = addresses.into_iter().find(|address| address.primary);
        Ok(Claims {
            subject: user.id.to_string(),
            email_verified: primary.as_ref().is_some_and(|address| address.verified),
            email: primary.map(|address| address.email),
            username: Some(user.login),
            name: user.name,
        })
    }

    fn at(base: &str, path: &str) -> Result<Url> {
        Url::parse(&format!("{base}{path}")).map_err(Error::internal)
    }
}

/// Where the site and the API are: what GitHub runs itself has a host for each, an Enterprise Server one for both.
fn addresses(issuer: &str) -> Result<(String, String)> {
    let site = match issuer.trim_end_matches('/') {
        "" => "https://github.com",
        other => other,
    };
    let url = Url::parse(site).map_err(Error::internal)?;
    let api = match url.host_str() {
        Some(host) if host == "github.com" || host.ends_with(".ghe.com") => format!("https://api.{host}"),
        _ => format!("{site}/api/v3"),
    };
    Ok((site.to_owned(), api))
}

#[cfg(test)]
mod tests {
    use super::addresses;

    #[test]
    fn each_kind_of_github_has_its_api_elsewhere() {
        for (issuer, site, api) in [
            ("", "https://github.com", "https://api.github.com"),
            ("https://github.com/", "https://github.com", "https://api.github.com"),
            ("https://school.ghe.com", "https://school.ghe.com", "https://api.school.ghe.com"),
            ("https://git.school.example/", "https://git.school.example", "https://git.school.example/api/v3"),
            ("https://ghe.com.evil.example", "https://ghe.com.evil.example", "https://ghe.com.evil.example/api/v3"),
        ] {
            assert_eq!(addresses(issuer).unwrap(), (site.to_owned(), api.to_owned()));
        }
    }
}
