//! Who people are, and how they prove it.

use presswork_domain::{
    access_tokens, accounts, identities,
    platform::secret::TOKEN_TEXT_MAX,
    scope::Scope,
    two_factors,
    users::{DisplayName, Email, Username},
};

use super::limit::Limit::{self, Items, Text};

/// Who people are, and how they prove it.
pub(super) fn of_accounts() -> Vec<(&'static str, Limit)> {
    let email = Text(0, Email::MAX);
    let new_password = Text(accounts::Password::MIN, accounts::Password::MAX);
    let password = Text(0, accounts::Password::MAX);
    let (username, name) = (Text(Username::MIN, Username::MAX), Text(0, DisplayName::MAX));
    let (token, code) = (Text(0, TOKEN_TEXT_MAX), Text(0, two_factors::CODE_MAX));
    vec![
        ("AcceptInvitationInput.displayName", name),
        ("AcceptInvitationInput.password", new_password),
        ("AcceptInvitationInput.token", token),
        ("AcceptInvitationInput.username", username),
        ("ChangeEmailInput.email", email),
        ("ChangePasswordInput.currentPassword", password),
        ("ChangePasswordInput.newPassword", new_password),
        ("CompleteTwoFactorLoginInput.challenge", token),
        ("CompleteTwoFactorLoginInput.code", code),
        ("ConfirmEmailInput.token", token),
        ("ConfirmSubscriptionInput.token", token),
        ("ConfirmTwoFactorInput.code", code),
        ("CreateAccessTokenInput.name", Text(0, access_tokens::NAME_MAX)),
        ("CreateAccessTokenInput.scopes", Items(1, Scope::ALL.len(), 0)),
        ("CreateFirstAdminInput.displayName", name),
        ("CreateFirstAdminInput.email", email),
        ("CreateFirstAdminInput.password", new_password),
        ("CreateFirstAdminInput.token", token),
        ("CreateFirstAdminInput.username", username),
        ("CreateInvitationInput.email", email),
        ("ExchangeCodeInput.code", token),
        ("ExchangeCodeInput.codeVerifier", Text(identities::VERIFIER_MIN, identities::VERIFIER_MAX)),
        ("LoginInput.login", email),
        ("LoginInput.password", password),
        ("ReauthenticateInput.code", code),
        ("ReauthenticateInput.password", password),
        ("RefreshInput.refreshToken", token),
        ("RegisterInput.displayName", name),
        ("RegisterInput.email", email),
        ("RegisterInput.password", new_password),
        ("RegisterInput.username", username),
        ("RequestEmailVerificationInput.email", email),
        ("RequestPasswordResetInput.email", email),
        ("ResetPasswordInput.password", new_password),
        ("ResetPasswordInput.token", token),
        ("SubscribeInput.email", email),
        ("UpdateMeInput.bio", Text(0, accounts::BIO_MAX)),
        ("UpdateMeInput.displayName", name),
    ]
}
