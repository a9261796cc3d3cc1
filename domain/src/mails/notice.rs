//! What people are told about their own account, so that nothing happens to it behind their back.

use serde::{Deserialize, Serialize};

use super::letter::Words;

/// What has happened to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// A token for programs was made.
    AccessTokenCreated,
    /// The password was changed by who knew the old one.
    PasswordChanged,
    /// The password was set anew by a mailed link.
    PasswordReset,
    /// A login now needs a second factor.
    TwoFactorEnabled,
    /// A login needs no second factor any more.
    TwoFactorDisabled,
    /// There are new recovery codes, the old ones are void.
    RecoveryCodesReplaced,
    /// Somebody logged in with a recovery code.
    RecoveryCodeUsed,
    /// A refresh token was used twice: one of its users had stolen it.
    SessionStolen,
    /// An admin has suspended the account.
    Suspended,
    /// An admin has lifted the suspension.
    Reinstated,
    /// An admin has changed the role.
    RoleChanged,
    /// The account is about to be deleted.
    DeletionRequested,
    /// It stays.
    DeletionCancelled,
    /// It has another mail address.
    EmailChanged,
    /// Somebody can log in by an identity elsewhere.
    IdentityLinked,
    /// That identity logs in no more.
    IdentityUnlinked,
}

impl Notice {
    pub(super) fn words(self, name: &str, site: &str) -> Words {
        let (subject, what) = self.subject_and_sentence();
        let advice = match self {
            Self::Suspended | Self::Reinstated | Self::RoleChanged => "If you have questions, ask who runs the site.",
            _ => {
                "If that was you, there is nothing to do. If not, somebody has got hold of your account: reset your \
                 password, which ends every session and every token, and look at what was changed."
            }
        };
        Words { subject: subject.to_owned(), text: format!("Hello {name},\n\n{what} ({site})\n\n{advice}\n") }
    }

    const fn subject_and_sentence(self) -> (&'static str, &'static str) {
        match self {
            Self::AccessTokenCreated => ("A new access token", "an access token was made for your account."),
            Self::PasswordChanged => (
                "Your password was changed",
                "your password was changed. Your other sessions and all access tokens were ended.",
            ),
            Self::PasswordReset => (
                "Your password was reset",
                "your password was reset by a link that was mailed to you. All sessions and access tokens were ended.",
            ),
            Self::TwoFactorEnabled => {
                ("Two-factor login is on", "logging in to your account now takes a code of your authenticator app.")
            }
            Self::TwoFactorDisabled => {
                ("Two-factor login is off", "logging in to your account takes no second factor any more.")
            }
            Self::RecoveryCodesReplaced => {
                ("New recovery codes", "new recovery codes were made for your account; the old ones are void.")
            }
            Self::RecoveryCodeUsed => {
                ("A recovery code was used", "somebody logged in to your account with one of your recovery codes.")
            }
            Self::SessionStolen => (
                "A session was ended for safety",
                "a refresh token of one of your sessions was used a second time, which happens when it was copied. The \
                 session was ended.",
            ),
            Self::Suspended => ("Your account is suspended", "your account was suspended; you can't log in for now."),
            Self::Reinstated => {
                ("Your account is back", "your account is not suspended any more; you can log in again.")
            }
            Self::RoleChanged => ("Your role was changed", "you have another role now; what you may do has changed."),
            Self::DeletionRequested => (
                "Your account will be deleted",
                "your account is going to be deleted, as you asked. Until then, logging in keeps it.",
            ),
            Self::IdentityLinked => (
                "Another way to log in",
                "an identity at another provider was linked to your account; it can log in now. A new password does not \
                 change that: unlink it if it is not yours.",
            ),
            Self::IdentityUnlinked => (
                "A way to log in was removed",
                "an identity at another provider can't log in to your account any more.",
            ),
            Self::EmailChanged => {
                ("Your mail address was changed", "your account has another mail address now: this one.")
            }
            Self::DeletionCancelled => ("Your account stays", "your account is not going to be deleted after all."),
        }
    }
}

/// What is told last, after everything personal was erased. The receipt is the job that did it.
pub(super) fn farewell(site: &str, receipt: &str) -> Words {
    Words {
        subject: "Your account was deleted".to_owned(),
        text: format!(
            "Hello,\n\nyour account at {site} was deleted, as you asked, and everything personal was erased. What you \
             published stays, without your name. The receipt of the erasure is {receipt}.\n\nThis is the last mail that you \
             get from here.\n"
        ),
    }
}
