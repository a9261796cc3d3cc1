//! Asking.

use std::{
    error::Error as StdError,
    fmt,
    sync::{Arc, OnceLock},
    time::Duration,
};

use reqwest::{Certificate, Client, redirect::Policy, retry};
use tokio::time::timeout;
use url::{Host, Url};

use super::{
    Guard, Resolver, SystemResolver,
    resolver::{Forbidden, Guarded},
    target::forbidden,
};
use crate::{
    Error, Result,
    fault::Refusal,
    platform::{settings::Settings, tls},
};

/// How long a name may take to be looked up when its address is saved.
const LOOKUP: Duration = Duration::from_secs(3);

/// The way to addresses that somebody else names.
pub struct Outbound {
    guarded: Guarded,
    trusted: Vec<Certificate>,
    /// Made when it is first needed: that reads whom the system trusts.
    client: OnceLock<Client>,
}

/// A `POST` to be sent.
#[derive(Debug, Clone)]
pub struct Outgoing<'a> {
    /// Where to.
    pub url: &'a Url,
    /// Its headers, in lower case.
    pub headers: &'a [(&'static str, String)],
    /// Its body.
    pub body: String,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers, in the order in which they came, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body, as far as it was wanted.
    pub body: Vec<u8>,
    /// There may be more of it.
    pub is_cut: bool,
}

/// Why nothing came back, or not all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The address may not be asked, or leads to none that may.
    Forbidden,
    /// The name has no address.
    Unknown,
    /// It took too long; the status, if that much had come.
    Late(Option<u16>),
    /// The connection could not be made, or broke, or brought something else than HTTP; the status, if that much had come.
    Broken(Option<u16>, String),
}

impl Trouble {
    /// The status, if that much had come.
    #[must_use]
    pub const fn status(&self) -> Option<u16> {
        match self {
            Self::Late(status) | Self::Broken(status, _) => *status,
            Self::Forbidden | Self::Unknown => None,
        }
    }

    /// What an error of the client means.
    fn of(error: &reqwest::Error, status: Option<u16>) -> Self {
        let mut causes = std::iter::successors(error.source(), |cause| (*cause).source());
        if causes.clone().any(<dyn std::error::Error>::is::<Forbidden>) {
            return Self::Forbidden;
        }
        if error.is_dns() {
            return Self::Unknown;
        }
        // The innermost says what it was; what is around it says where.
        let innermost = causes.by_ref().last().map(ToString::to_string);
        Self::Broken(status, innermost.unwrap_or_else(|| "the request could not be sent".to_owned()))
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Forbidden => f.write_str("the address leads to a network that may not be asked"),
            Self::Unknown => f.write_str("the name has no address"),
            Self::Late(_) => f.write_str("it took too long"),
            Self::Broken(_, why) => write!(f, "the connection failed: {why}"),
        }
    }
}

impl Outbound {
    /// As the settings say. Nobody is asked yet.
    ///
    /// # Errors
    /// `internal` with a sentence for the operator, when the certificates of the settings can't be read.
    pub fn new(settings: &Settings) -> Result<Self> {
        Self::with_resolver(settings, Arc::new(SystemResolver))
    }

    /// The same with another way to find the addresses of names.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn with_resolver(settings: &Settings, resolver: Arc<dyn Resolver>) -> Result<Self> {
        let (guard, file) = (Guard::new(&settings.outbound), &settings.outbound.ca_certificate);
        let trusted = if file.as_os_str().is_empty() {
            Vec::new()
        } else {
            let read = tls::certificates("outbound.ca_certificate", file)?;
            read.iter().map(|one| Certificate::from_der(one).map_err(Error::internal)).collect::<Result<_>>()?
        };
        Ok(Self { guarded: Guarded { guard, resolver }, trusted, client: OnceLock::new() })
    }

    /// Reads an address that may be asked, as far as the text tells.
    ///
    /// # Errors
    /// As [`Guard::target`].
    pub fn target(&self, text: &str) -> Result<Url, Refusal> {
        self.guarded.guard.target(text)
    }

    /// Refuses an address whose name leads to no address that may be asked. A name that leads nowhere today may lead
    /// somewhere tomorrow: that is for requests to find out.
    ///
    /// # Errors
    /// `forbidden_address`.
    pub async fn vet(&self, url: &Url) -> Result<(), Refusal> {
        let Some(Host::Domain(name)) = url.host() else { return Ok(()) };
        match timeout(LOOKUP, self.guarded.find(name)).await {
            Ok(Err(error)) if error.is::<Forbidden>() => Err(forbidden()),
            _ => Ok(()),
        }
    }

    /// Sends a `POST` and reads the answer, at most `keep` bytes of its body, all within this time.
    ///
    /// # Errors
    /// What was in the way.
    pub async fn post(&self, outgoing: &Outgoing<'_>, within: Duration, keep: usize) -> Result<Answer, Trouble> {
        self.guarded.guard.require_harmless(outgoing.url).map_err(|_| Trouble::Forbidden)?;
        let mut status = None;
        let done = timeout(within, self.exchange(outgoing, keep, &mut status)).await;
        done.unwrap_or(Err(Trouble::Late(status)))
    }

    async fn exchange(
        &self,
        outgoing: &Outgoing<'_>,
        keep: usize,
        status: &mut Option<u16>,
    ) -> Result<Answer, Trouble> {
        let client = self.client().map_err(|error| Trouble::of(&error, None))?;
        let request = client.post(outgoing.url.clone()).body(outgoing.body.clone());
        let request = outgoing.headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
        let mut response = request.send().await.map_err(|error| Trouble::of(&error, None))?;
        let code = response.status().as_u16();
        *status = Some(code);
        let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
        let headers =
            response.headers().iter().map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes()))).collect();
        let mut body = Vec::new();
        while body.len() < keep
            && let Some(chunk) = response.chunk().await.map_err(|error| Trouble::of(&error, *status))?
        {
            let room = keep - body.len();
            body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        }
        let is_cut = body.len() == keep;
        Ok(Answer { status: code, headers, body, is_cut })
    }

    fn client(&self) -> Result<&Client, reqwest::Error> {
        if let Some(made) = self.client.get() {
            return Ok(made);
        }
        tls::install_provider();
        let client = Client::builder()
            .user_agent(concat!("Presswork/", env!("CARGO_PKG_VERSION")))
            .dns_resolver(self.guarded.clone())
            .tls_certs_merge(self.trusted.clone())
            .no_proxy()
            .redirect(Policy::none())
            .retry(retry::never())
            // Each request finds its address anew.
            .pool_max_idle_per_host(0)
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .build()?;
        Ok(self.client.get_or_init(|| client))
    }
}
