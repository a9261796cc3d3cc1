//! The whole tree, and what follows from several of its values.

use std::{
    net::{Ipv4Addr, Ipv6Addr},
    path::PathBuf,
    str::FromStr,
};

use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use serde::{Deserialize, Serialize};

use super::{
    Accounts, Auth, Budget, Cache, Community, Database, Docs, Environment, Exports, Graphql, Http, Imports, Jobs, Log,
    Mail, Media, Metrics, Newsletters, Notifications, Oauth, Otlp, Outbound, Posts, Realtime, Redis, Search, SecretUrl,
    Storage, Syndication, Throttle, Webhooks, explain::Origins, faults::Faults, production,
};

/// The database's file in the data folder, and in a backup of it.
pub const DATABASE_FILE: &str = "presswork.db";

/// Everything an operator decided. Made by [`Settings::load`]; Debug and serialisation show no secret.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The kind of installation. Not a setting of its own: `PRESSWORK_ENV`.
    #[serde(skip)]
    pub environment: Environment,
    /// The server that clients speak to.
    pub http: Http,
    /// Where everything is recorded.
    pub database: Database,
    /// Queue, cache and events between processes.
    pub redis: Redis,
    /// What is kept in files.
    pub storage: Storage,
    /// Keys, tokens and password hashes.
    pub auth: Auth,
    /// Who may join, and as what.
    pub accounts: Accounts,
    /// Providers by which people may log in.
    pub oauth: Oauth,
    /// How often one may try what can be guessed.
    pub throttle: Throttle,
    /// What callers may use up.
    pub budget: Budget,
    /// Public answers that are kept in the process.
    pub cache: Cache,
    /// How people talk to each other.
    pub community: Community,
    /// What people may send, and what it may cost.
    pub media: Media,
    /// How long what people write is kept apart.
    pub posts: Posts,
    /// How things are found.
    pub search: Search,
    /// What feeds, the site map and embeds tell of the site.
    pub syndication: Syndication,
    /// What people are told of what others do.
    pub notifications: Notifications,
    /// How posts are mailed to subscribers.
    pub newsletters: Newsletters,
    /// How mails leave.
    pub mail: Mail,
    /// Which addresses the server may ask when somebody else names them.
    pub outbound: Outbound,
    /// How events reach those who want to hear of them.
    pub webhooks: Webhooks,
    /// What people and admins take along.
    pub exports: Exports,
    /// What admins take in.
    pub imports: Imports,
    /// How a worker process runs jobs.
    pub jobs: Jobs,
    /// What a GraphQL query may ask.
    pub graphql: Graphql,
    /// Streams of events, by SSE and by GraphQL subscriptions.
    pub realtime: Realtime,
    /// Pages that help whoever writes a client.
    pub docs: Docs,
    /// What the process says about itself.
    pub log: Log,
    /// Where the process tells what it counts.
    pub metrics: Metrics,
    /// Where the process tells what it has done, and because of what.
    pub otlp: Otlp,
    /// Where each value came from.
    #[serde(skip)]
    pub(super) origins: Origins,
}

impl Settings {
    /// Others can reach this installation, so nothing may be left to convenience.
    #[must_use]
    pub fn is_production(&self) -> bool {
        self.environment == Environment::Production
    }

    /// The database's URL: as set, or that of `presswork.db` in the data folder, made when missing.
    #[must_use]
    pub fn database_url(&self) -> SecretUrl {
        if !self.database.url.is_empty() {
            return self.database.url.clone();
        }
        let file = self.storage.data_dir.join(DATABASE_FILE);
        SecretUrl::new(&format!("sqlite://{}?mode=rwc", escaped(&file.to_string_lossy())))
    }

    /// The database is SQLite, so this machine's processes are the only ones.
    #[must_use]
    pub fn is_sqlite(&self) -> bool {
        self.database_url().expose().starts_with("sqlite:")
    }

    /// The file of the database; none where that is a server, or in memory only.
    #[must_use]
    pub fn sqlite_file(&self) -> Option<PathBuf> {
        let url = self.database_url();
        let url = url.expose();
        if !self.is_sqlite() || url.contains(":memory:") || url.contains("mode=memory") {
            return None;
        }
        SqliteConnectOptions::from_str(url).ok().map(|options| options.get_filename().to_owned())
    }

    /// Folder of the keys that sign access tokens: as set, or `keys` in the data folder.
    #[must_use]
    pub fn keys_dir(&self) -> PathBuf {
        if self.auth.keys_dir.as_os_str().is_empty() {
            return self.storage.data_dir.join("keys");
        }
        self.auth.keys_dir.clone()
    }

    /// Folder of media, when they are in no bucket.
    #[must_use]
    pub fn media_dir(&self) -> PathBuf {
        self.storage.data_dir.join("media")
    }

    /// Folder of files that are looked at and forgotten.
    #[must_use]
    pub fn scratch_dir(&self) -> PathBuf {
        self.storage.data_dir.join("scratch")
    }

    /// Folder of the `.eml` files that are written when no mail server is set.
    #[must_use]
    pub fn mailbox_dir(&self) -> PathBuf {
        self.storage.data_dir.join("mailbox")
    }

    /// The address that clients use, without a trailing slash: as set, or that of the listener. The port is the one
    /// really bound, since `http.port` may be 0. Where the server listens on every interface this names the loopback.
    #[must_use]
    pub fn public_url(&self, bound_port: u16) -> String {
        if !self.http.public_url.is_empty() {
            return self.http.public_url.clone();
        }
        let scheme = if self.http.tls().is_some() { "https" } else { "http" };
        let host = match self.http.host.as_str() {
            "0.0.0.0" => Ipv4Addr::LOCALHOST.to_string(),
            "::" => format!("[{}]", Ipv6Addr::LOCALHOST),
            host if host.contains(':') => format!("[{}]", host.trim_matches(['[', ']'])),
            host => host.to_owned(),
        };
        format!("{scheme}://{host}:{bound_port}")
    }

    /// The address of the pages that people read, without a trailing slash: as set, or that of the API.
    #[must_use]
    pub fn site_url(&self) -> String {
        let site = &self.syndication.site_url;
        if site.is_empty() { self.public_url(self.http.port) } else { site.clone() }
    }

    /// Everything that sections, and production, find wrong.
    pub(super) fn validate(&self) -> Faults {
        let mut faults = Faults::default();
        self.http.validate(&mut faults);
        self.database.validate(&mut faults);
        self.redis.validate(&mut faults);
        self.storage.validate(&mut faults);
        self.auth.validate(&mut faults);
        self.accounts.validate(&mut faults);
        self.oauth.validate(&mut faults);
        self.throttle.validate(&mut faults);
        self.budget.validate(&mut faults);
        self.cache.validate(&mut faults);
        self.community.validate(&mut faults);
        self.media.validate(&mut faults);
        self.posts.validate(&mut faults);
        self.search.validate(&mut faults);
        self.syndication.validate(&mut faults);
        self.notifications.validate(&mut faults);
        self.newsletters.validate(&mut faults);
        self.mail.validate(&mut faults);
        self.webhooks.validate(&mut faults);
        self.exports.validate(&mut faults);
        self.imports.validate(&mut faults);
        self.jobs.validate(&mut faults);
        self.graphql.validate(&mut faults);
        self.realtime.validate(&mut faults);
        self.log.validate(&mut faults);
        self.metrics.validate(&mut faults);
        self.otlp.validate(&mut faults);
        if self.is_production() {
            production::refuse(self, &mut faults);
        }
        faults
    }
}

/// A path as a part of a URL. The driver decodes percents; SeaORM wants a URL that parses, and a relative path begins
/// where URLs have the host, so only what is allowed there stays.
fn escaped(path: &str) -> String {
    let stays = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(byte);
    path.bytes().map(|byte| if stays(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use crate::platform::settings::testing::settings;

    #[test]
    fn without_a_database_url_everything_is_in_the_data_folder() {
        let settings = settings(&[("PRESSWORK__STORAGE__DATA_DIR", "/srv/my data?")]);
        assert_eq!(settings.database_url().expose(), "sqlite:///srv/my%20data%3F/presswork.db?mode=rwc");
        assert!(settings.is_sqlite());
        assert_eq!(settings.keys_dir().to_str(), Some("/srv/my data?/keys"));
        assert_eq!(settings.mailbox_dir().to_str(), Some("/srv/my data?/mailbox"));
    }

    #[test]
    fn the_derived_database_url_is_one_that_parses_whatever_the_folder_is_called() {
        for folder in ["data", "../data", "my data", "a:b", "[ö]%?#"] {
            let url = settings(&[("PRESSWORK__STORAGE__DATA_DIR", folder)]).database_url();
            assert!(url::Url::parse(url.expose()).is_ok(), "{url}");
        }
    }

    #[test]
    fn a_database_url_and_a_keys_folder_are_used_as_set() {
        let url = "postgres://ann:pw@db/press";
        let settings = settings(&[("DATABASE_URL", url), ("PRESSWORK__AUTH__KEYS_DIR", "/run/keys")]);
        assert_eq!(settings.database_url().expose(), url);
        assert!(!settings.is_sqlite());
        assert_eq!(settings.keys_dir().to_str(), Some("/run/keys"));
    }

    #[test]
    fn the_file_of_the_database_is_that_of_its_url() {
        let file = |variables: &[(&str, &str)]| {
            settings(variables).sqlite_file().map(|file| file.to_string_lossy().into_owned())
        };
        let folder = ("PRESSWORK__STORAGE__DATA_DIR", "my data");
        assert_eq!(file(&[folder]).as_deref(), Some("my data/presswork.db"));
        assert_eq!(
            file(&[folder, ("DATABASE_URL", "sqlite:///srv/a%20b.db?mode=rwc")]).as_deref(),
            Some("/srv/a b.db")
        );
        assert_eq!(file(&[("DATABASE_URL", "postgres://ann:pw@db/press")]), None);
        assert_eq!(file(&[("DATABASE_URL", "sqlite::memory:")]), None);
    }

    #[test]
    fn the_public_url_is_derived_from_what_is_bound() {
        for (host, url) in
            [("127.0.0.1", "http://127.0.0.1:99"), ("0.0.0.0", "http://127.0.0.1:99"), ("::", "http://[::1]:99")]
        {
            assert_eq!(settings(&[("PRESSWORK__HTTP__HOST", host)]).public_url(99), url);
        }
        let set = settings(&[("PRESSWORK__HTTP__PUBLIC_URL", "https://press.example/base")]);
        assert_eq!(set.public_url(99), "https://press.example/base");
    }
}
