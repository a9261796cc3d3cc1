//! `[outbound]`: which addresses the server may ask when somebody else names them.

use std::path::PathBuf;

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::http::networks;

/// Which addresses the server may ask when somebody else names them.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Outbound {
    /// Networks that may be asked although they are not public.
    #[serde(deserialize_with = "networks")]
    pub allowed_networks: Vec<IpNet>,
    /// Addresses of `http://` may be asked, too.
    pub allow_http: bool,
    /// Who signs certificates besides those whom the system trusts, in PEM; empty means nobody.
    pub ca_certificate: PathBuf,
}
