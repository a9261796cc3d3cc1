//! The installations that every test runs on, and the faces it speaks to.

use std::{
    io::Write,
    net::{TcpStream, ToSocketAddrs},
    sync::{LazyLock, Once},
    time::Duration,
};

use url::Url;

/// A kind of installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// SQLite and the in-process queue: what `cargo run` starts.
    Embedded,
    /// PostgreSQL and Redis.
    Services,
}

/// One of the two faces of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// `/v1`
    Rest,
    /// `/graphql`
    Graphql,
}

impl Face {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Rest, Self::Graphql];
}

static MISSING: LazyLock<Option<String>> = LazyLock::new(|| {
    [(postgres_url(), 5432, "PostgreSQL", "DATABASE_URL"), (redis_url(), 6379, "Redis", "REDIS_URL")].iter().find_map(
        |(url, port, name, variable)| {
            let address = format!("{}:{}", url.host_str().unwrap_or("127.0.0.1"), url.port().unwrap_or(*port));
            (!answers(&address)).then(|| format!("no {name} at {address} ({variable} says where)"))
        },
    )
});

impl Profile {
    /// Every profile.
    pub const ALL: [Self; 2] = [Self::Embedded, Self::Services];

    /// Why this machine can't run it.
    #[must_use]
    pub fn missing(self) -> Option<&'static str> {
        match self {
            Self::Embedded => None,
            Self::Services => MISSING.as_deref(),
        }
    }

    /// Whether tests of this profile run. Where they can't, says so once; fails where that is not acceptable.
    #[must_use]
    pub fn is_covered(self) -> bool {
        let Some(missing) = self.missing() else { return true };
        refuse_if_required(missing);
        say_what_is_covered();
        false
    }

    fn name(self) -> &'static str {
        match self {
            Self::Embedded => "embedded",
            Self::Services => "services",
        }
    }
}

/// Says in one line, once, which profiles this run covers and why it does not cover the others.
pub fn say_what_is_covered() {
    static SAID: Once = Once::new();

    let part = |profile: Profile| match profile.missing() {
        None => format!("{} covered", profile.name()),
        Some(missing) => format!("{} NOT covered, {missing}", profile.name()),
    };
    SAID.call_once(|| say(&format!("profiles: {}", Profile::ALL.map(part).join("; "))));
}

/// Says in one line what this machine can't run and why. Fails where that is not acceptable.
pub fn not_covered(what: &str, missing: &str) {
    refuse_if_required(missing);
    say(&format!("{what}: NOT covered, {missing}"));
}

fn refuse_if_required(missing: &str) {
    assert!(!services_required(), "PRESSWORK_REQUIRE_SERVICES=1, but there is {missing}");
}

/// A line for the person who runs the tests; not `println!`, which a passing test swallows.
pub fn say(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// The server on which tests make their databases. On this machine nothing needs to be encrypted: a TLS handshake for each
/// of a test's connections took longer than most tests.
pub fn postgres_url() -> Url {
    let set = variable("DATABASE_URL").filter(|url| url.starts_with("postgres"));
    let url = set.as_deref().unwrap_or("postgres://postgres@127.0.0.1:5432/postgres");
    let mut url = Url::parse(url).expect("DATABASE_URL is no URL");
    let here = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    if here && url.query_pairs().all(|(name, _)| name != "sslmode") {
        url.query_pairs_mut().append_pair("sslmode", "disable");
    }
    url
}

/// The Redis in which tests have a prefix each.
pub fn redis_url() -> Url {
    let set = variable("REDIS_URL").filter(|url| !url.is_empty());
    Url::parse(set.as_deref().unwrap_or("redis://127.0.0.1:6379")).expect("REDIS_URL is no URL")
}

fn services_required() -> bool {
    variable("PRESSWORK_REQUIRE_SERVICES").is_some_and(|value| value == "1")
}

/// A variable of the test run itself.
pub fn variable(name: &str) -> Option<String> {
    std::env::var_os(name).and_then(|value| value.into_string().ok())
}

fn answers(address: &str) -> bool {
    let Ok(mut addresses) = address.to_socket_addrs() else { return false };
    addresses.any(|address| TcpStream::connect_timeout(&address, Duration::from_secs(2)).is_ok())
}
