//! What a person sees of their second factor.

/// A second factor that does not count yet.
#[derive(Debug, Clone)]
pub struct StartedTwoFactor {
    /// The secret in base32, to be typed.
    pub secret: String,
    /// The same as an `otpauth://` address, for apps on the same device.
    pub uri: String,
    /// The same as a QR code in SVG, to be scanned.
    pub qr_code: String,
}

/// Codes for who has lost the app; each works once. Shown when they are made and never again.
#[derive(Debug, Clone)]
pub struct RecoveryCodes {
    /// The codes.
    pub codes: Vec<String>,
}
