//! Keys in the form of RFC 7517, with the parameters of Ed25519 (RFC 8037).

use presswork_domain::platform::token::PublicKey;
use serde::Serialize;
use utoipa::ToSchema;

/// A public key (RFC 7517).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct JsonWebKey {
    /// The family.
    #[schema(example = "OKP")]
    pub kty: &'static str,
    /// The curve.
    #[schema(example = "Ed25519")]
    pub crv: &'static str,
    /// The public key, base64url.
    #[schema(example = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")]
    pub x: String,
    /// Its name, as in the header of tokens.
    #[schema(example = "kPrK_qmxVWaYVA9wwBF6Iw")]
    pub kid: String,
    /// What it is for: signatures.
    #[schema(example = "sig")]
    pub r#use: &'static str,
    /// The algorithm.
    #[schema(example = "EdDSA")]
    pub alg: &'static str,
}

impl From<PublicKey> for JsonWebKey {
    fn from(key: PublicKey) -> Self {
        Self { kty: "OKP", crv: "Ed25519", x: key.x, kid: key.kid, r#use: "sig", alg: "EdDSA" }
    }
}

/// Public keys (RFC 7517, section 5).
#[derive(Debug, Serialize, ToSchema)]
pub struct JsonWebKeySet {
    /// The keys, the one that signs last.
    pub keys: Vec<JsonWebKey>,
}
