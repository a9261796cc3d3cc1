//! Asking.

use std::{
    error::Error as StdError,
    fmt,
    io::Write,
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
    platform::{
        settings::Settings,
        telemetry::{self, Span, SpanKind},
        tls,
    },
    trace::Trace,
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

/// What came of asking for a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Downloaded {
    /// The status. Of any but 200 nothing is read.
    pub status: u16,
    /// How many bytes came.
    pub bytes: u64,
    /// There is more of it than was wanted.
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

    /// Its kind, in one word.
    const fn kind(&self) -> &'static str {
        match self {
            Self::Forbidden => "forbidden_address",
            Self::Unknown => "unknown_host",
            Self::Late(_) => "timeout",
            Self::Broken(..) => "connection",
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

    /// Sends a `POST` and reads the answer, at most `keep` bytes of its body, all within this time. It says in which trace it is, when this
    /// task knows (`traceparent`).
    ///
    /// # Errors
    /// What was in the way.
    pub async fn post(&self, outgoing: &Outgoing<'_>, within: Duration, keep: usize) -> Result<Answer, Trouble> {
        self.guarded.guard.require_harmless(outgoing.url).map_err(|_| Trouble::Forbidden)?;
        let (mut status, (span, trace)) = (None, telemetry::child(SpanKind::Client, || "POST".to_owned()));
        let done = timeout(within, self.exchange(outgoing, trace, keep, &mut status)).await;
        let done = done.unwrap_or(Err(Trouble::Late(status)));
        if let Some(span) = &span {
            tell(span, "POST", outgoing.url, done.as_ref().map(|answer| answer.status));
        }
        done
    }

    /// Asks for a file and writes it as it comes, at most so many bytes, all within this time.
    ///
    /// # Errors
    /// What was in the way; what could not be written is `Broken`.
    pub async fn download(
        &self,
        url: &Url,
        within: Duration,
        most: u64,
        into: &mut (impl Write + Send),
    ) -> Result<Downloaded, Trouble> {
        self.guarded.guard.require_harmless(url).map_err(|_| Trouble::Forbidden)?;
        // Whoever has the file hears nothing of the trace: unlike the receiver of a webhook, they did not ask to be told.
        let (mut status, (span, _)) = (None, telemetry::child(SpanKind::Client, || "GET".to_owned()));
        let done = timeout(within, self.fetch(url, most, into, &mut status)).await;
        let done = done.unwrap_or(Err(Trouble::Late(status)));
        if let Some(span) = &span {
            tell(span, "GET", url, done.as_ref().map(|done| done.status));
        }
        done
    }

    async fn fetch(
        &self,
        url: &Url,
        most: u64,
        into: &mut (impl Write + Send),
        status: &mut Option<u16>,
    ) -> Result<Downloaded, Trouble> {
        let client = self.client().map_err(|error| Trouble::of(&error, None))?;
        let mut response = client.get(url.clone()).send().await.map_err(|error| Trouble::of(&error, None))?;
        let code = response.status().as_u16();
        *status = Some(code);
        let mut done = Downloaded { status: code, bytes: 0, is_cut: false };
        while code == 200
            && let Some(chunk) = response.chunk().await.map_err(|error| Trouble::of(&error, *status))?
        {
            if done.bytes + chunk.len() as u64 > most {
                return Ok(Downloaded { is_cut: true, ..done });
            }
            done.bytes += chunk.len() as u64;
            into.write_all(&chunk).map_err(|error| Trouble::Broken(*status, error.to_string()))?;
        }
        Ok(done)
    }

    async fn exchange(
        &self,
        outgoing: &Outgoing<'_>,
        trace: Option<Trace>,
        keep: usize,
        status: &mut Option<u16>,
    ) -> Result<Answer, Trouble> {
        let client = self.client().map_err(|error| Trouble::of(&error, None))?;
        let request = client.post(outgoing.url.clone()).body(outgoing.body.clone());
        let request = outgoing.headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
        let request =
            trace.into_iter().fold(request, |request, trace| request.header("traceparent", trace.to_string()));
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

/// Tells of a request. Where it went to is told without path and query, which may be secrets of the receiver.
fn tell(span: &Span, method: &str, url: &Url, done: Result<u16, &Trouble>) {
    span.set("http.request.method", method);
    span.set("url.scheme", url.scheme());
    span.set("server.address", url.host_str().unwrap_or_default());
    span.set("server.port", url.port_or_known_default().unwrap_or_default());
    if let Some(status) = done.map_or_else(Trouble::status, Some) {
        span.set("http.response.status_code", status);
    }
    match done {
        Ok(status) if status >= 400 => span.fail(status.to_string()),
        Ok(_) => {}
        Err(trouble) => span.fail(trouble.kind()),
    }
}
