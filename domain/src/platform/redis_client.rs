//! The one way to a Redis: whoever talks to it gets a client from here, with the certificates that the settings say.

use redis::{Client, ConnectionAddr, IntoConnectionInfo, TlsCertificates};

use super::settings::Settings;
use crate::{Error, Result};

/// A client of the Redis of the settings; nothing is connected yet.
///
/// # Errors
/// `internal` with a sentence for the operator, when the address or the certificate can't be read.
pub fn redis_client(settings: &Settings) -> Result<Client> {
    let refusal = |error: redis::RedisError| Error::internal(format!("redis.url can't be used: {error}"));
    let info = settings.redis.url.expose().into_connection_info().map_err(refusal)?;
    if !matches!(info.addr(), ConnectionAddr::TcpTls { .. }) {
        return Client::open(info).map_err(refusal);
    }
    super::tls::install_provider();
    let certificates = TlsCertificates { client_tls: None, root_cert: ca_certificate(settings)? };
    Client::build_with_tls(info, certificates).map_err(refusal)
}

/// Who has to have signed the server's certificate, when it is not for the system to say.
fn ca_certificate(settings: &Settings) -> Result<Option<Vec<u8>>> {
    let file = &settings.redis.ca_certificate;
    if file.as_os_str().is_empty() {
        return Ok(None);
    }
    super::tls::certificates("redis.ca_certificate", file)?;
    super::tls::read("redis.ca_certificate", file).map(Some)
}
