//! The words.

use super::Letter;
use crate::{Context, ids::EmailTokenId, users::Contact};

/// A letter put into words.
pub(super) struct Words {
    pub subject: String,
    pub text: String,
}

/// The secret in a link. Derived from the token's id by a keyed hash, so that neither the ledger nor the database holds it.
#[must_use]
pub fn email_token(cx: &Context, id: EmailTokenId) -> String {
    cx.deps.secrets.derived_token("email-token", &id.to_string())
}

pub(super) fn write(cx: &Context, to: &Contact, letter: &Letter) -> Words {
    let site = cx.settings().public_url(cx.settings().http.port);
    let name = &to.display_name;
    match letter {
        Letter::ConfirmEmail { token } => {
            let token = email_token(cx, *token);
            Words {
                subject: "Confirm your mail address".to_owned(),
                text: format!(
                    "Hello {name},\n\nplease confirm that this is your mail address. Hand this token to your app:\n\n    \
                     {token}\n\nor send it yourself:\n\n    POST {site}/v1/auth/email-verification/confirm\n    \
                     {{\"token\": \"{token}\"}}\n\nIf you did not register, ignore this mail; nothing will happen.\n"
                ),
            }
        }
        Letter::AlreadyRegistered => Words {
            subject: "You already have an account".to_owned(),
            text: format!(
                "Hello {name},\n\nsomebody, perhaps you, tried to register at {site} with this mail address. There is an \
                 account with it already: log in, or reset the password if you forgot it.\n\nIf it was not you, nothing \
                 has changed and there is nothing to do.\n"
            ),
        },
        Letter::PostPublished { title, slug, author, .. } => Words {
            subject: format!("{author} published: {title}"),
            text: format!(
                "Hello {name},\n\n{author}, whom you follow, published \"{title}\":\n\n    {site}/v1/posts/{slug}\n"
            ),
        },
    }
}
