//! `[oauth]`: providers by which people may log in.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use url::{Host, Url};

use super::{Secret, faults::Faults};

/// Providers by which people may log in.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Oauth {
    /// The addresses of apps that a login may come back to, each exactly.
    pub redirect_urls: Vec<String>,
    /// The providers, by the name that stands in addresses.
    #[serde(default)]
    pub providers: BTreeMap<String, OauthProvider>,
}

/// A provider.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct OauthProvider {
    /// How it is spoken to.
    #[serde(default)]
    pub kind: ProviderKind,
    /// Its address. For `github`, empty is github.com, and another one a tenant of ghe.com or an Enterprise Server.
    #[serde(default)]
    pub issuer: String,
    /// The name that it knows us by.
    pub client_id: String,
    /// The secret that it knows us by.
    pub client_secret: Secret,
    /// What is asked for; empty is what is needed.
    #[serde(default)]
    pub scopes: Vec<String>,
}

/// How a provider is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ProviderKind {
    /// OpenID Connect with discovery.
    #[default]
    Oidc,
    /// GitHub, which speaks OAuth 2 and has an API of its own.
    Github,
}

/// The settings of a provider that are lists; all others are texts.
pub(super) const LISTS: [&str; 1] = ["scopes"];
/// Those that are texts.
pub(super) const TEXTS: [&str; 4] = ["kind", "issuer", "client_id", "client_secret"];

impl Oauth {
    /// Most characters of the name of a provider.
    pub const NAME_MAX: usize = 30;

    /// Refuses what can't work.
    pub fn validate(&self, faults: &mut Faults) {
        for url in self.redirect_urls.iter().filter(|url| !is_destination(url)) {
            let expected = "addresses such as \"https://app.example/logged-in\", without query or fragment";
            faults.require(false, "oauth.redirect_urls", expected, url);
        }
        for (name, provider) in &self.providers {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            let usable = (1..=Self::NAME_MAX).contains(&name.len()) && name.chars().all(plain);
            faults.require(usable, "oauth.providers", "names of 1 to 30 of a-z, 0-9 and _", name);
            let derived = provider.kind == ProviderKind::Github && provider.issuer.is_empty();
            let expected = "an https:// address as the issuer of each provider (http:// for this machine only)";
            faults.require(derived || is_issuer(&provider.issuer), "oauth.providers", expected, &provider.issuer);
            let known = !provider.client_id.is_empty() && !provider.client_secret.is_empty();
            faults.require(known, "oauth.providers", "client_id and client_secret of each provider", name);
        }
    }
}

fn is_destination(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| url.query().is_none() && url.fragment().is_none() && url.scheme() != "javascript")
}

fn is_issuer(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.query().is_none() && url.fragment().is_none() && (url.scheme() == "https" || url.scheme() == "http" && here)
}

#[cfg(test)]
mod tests {
    use super::ProviderKind;
    use crate::platform::settings::testing::{operator_file, problems, settings};

    const GITHUB: [(&str, &str); 3] = [
        ("PRESSWORK__OAUTH__PROVIDERS__GITHUB__KIND", "github"),
        ("PRESSWORK__OAUTH__PROVIDERS__GITHUB__CLIENT_ID", "id"),
        ("PRESSWORK__OAUTH__PROVIDERS__GITHUB__CLIENT_SECRET", "hunter2"),
    ];

    #[test]
    fn a_provider_comes_from_variables_and_files_alike() {
        let file =
            operator_file("[oauth.providers.school]\nissuer = 'https://id.school.example'\nclient_id = 'press'\n");
        let path = file.path().to_str().unwrap();
        let secret = ("PRESSWORK__OAUTH__PROVIDERS__SCHOOL__CLIENT_SECRET", "hunter2");
        let settings = settings(&[&GITHUB[..], &[("PRESSWORK_CONFIG", path), secret]].concat());
        assert_eq!(settings.oauth.providers["github"].kind, ProviderKind::Github);
        assert_eq!(settings.oauth.providers["school"].issuer, "https://id.school.example");
        assert_eq!(settings.oauth.providers["school"].client_secret.expose(), "hunter2");
        let shown = format!("{settings:?} {:?}", settings.explain());
        assert!(!shown.contains("hunter2") && shown.contains("oauth.providers.github.client_id"), "{shown}");
    }

    #[test]
    fn a_provider_that_can_not_work_is_refused() {
        let typo = problems(&[&GITHUB[..], &[("PRESSWORK__OAUTH__PROVIDERS__GITHUB__SECRET", "hunter2")]].concat());
        assert!(typo.contains("no such setting") && !typo.contains("hunter2"), "{typo}");
        for issuer in ["http://id.example", "id.example", "https://id.example/?a=b", ""] {
            let issuer = ("PRESSWORK__OAUTH__PROVIDERS__X__ISSUER", issuer);
            let rest = [
                ("PRESSWORK__OAUTH__PROVIDERS__X__CLIENT_ID", "id"),
                ("PRESSWORK__OAUTH__PROVIDERS__X__CLIENT_SECRET", "hunter2"),
            ];
            let refused = problems(&[&rest[..], &[issuer]].concat());
            assert!(refused.contains("an https:// address") && !refused.contains("hunter2"), "{refused}");
        }
        assert!(
            problems(&[("PRESSWORK__OAUTH__REDIRECT_URLS", "javascript:alert(1)")]).contains("oauth.redirect_urls")
        );
    }
}
