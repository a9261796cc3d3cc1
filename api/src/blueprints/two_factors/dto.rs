//! Second factors as clients see them.

use async_graphql::{InputObject, SimpleObject};
use presswork_domain::two_factors;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A second factor that does not count yet. Its secret is shown this once.
#[derive(Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StartedTwoFactor {
    /// The secret in base32, to be typed into an authenticator app.
    #[schema(example = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")]
    pub secret: String,
    /// The same as an `otpauth://` address, for apps on the same device.
    pub uri: String,
    /// The same as a QR code in SVG, to be scanned.
    pub qr_code: String,
}

impl From<two_factors::StartedTwoFactor> for StartedTwoFactor {
    fn from(started: two_factors::StartedTwoFactor) -> Self {
        Self { secret: started.secret, uri: started.uri, qr_code: started.qr_code }
    }
}

/// A code of the app.
#[derive(Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConfirmTwoFactorInput {
    /// The code: six digits.
    #[schema(example = "287082")]
    pub code: String,
}

/// Codes for who has lost the app; each works once. Shown this once.
#[derive(Serialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RecoveryCodes {
    /// The codes. Keep them where the app is not.
    #[schema(example = json!(["k3v9q-0fz7m"]))]
    pub codes: Vec<String>,
}

impl From<two_factors::RecoveryCodes> for RecoveryCodes {
    fn from(codes: two_factors::RecoveryCodes) -> Self {
        Self { codes: codes.codes }
    }
}
