//! What people send.

/// What a person sends to prove who they are: a code where there is a second factor, else the password.
#[derive(Clone, Default)]
pub struct ReauthenticationInput {
    /// The password.
    pub password: Option<String>,
    /// A code of the second factor.
    pub code: Option<String>,
}

/// What a person sends to change their password.
#[derive(Clone, Default)]
pub struct ChangePasswordInput {
    /// The present one.
    pub current_password: String,
    /// The new one.
    pub new_password: String,
}

/// What a person sends to log in.
#[derive(Clone, Default)]
pub struct LoginInput {
    /// The handle or the mail address.
    pub login: String,
    /// The password.
    pub password: String,
}
