//! The links in newsletters and in the mail before the first: each carries whose it is and a keyed hash of that, so that it is kept
//! nowhere, and does nothing else.

use subtle::ConstantTimeEq;

use super::store;
use crate::{
    Context, Error, Result,
    ids::{self, SubscriberId},
    platform::secret::TOKEN_TEXT_MAX,
};

/// What a link does.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    Confirm,
    End,
}

/// The token of a link.
pub(super) fn token(cx: &Context, whose: SubscriberId, purpose: Purpose) -> String {
    let key = match purpose {
        Purpose::Confirm => "newsletter-confirm",
        Purpose::End => "newsletter-end",
    };
    format!("{whose}.{}", cx.deps.secrets.derived_token(key, &whose.to_string()))
}

/// Whose token this is.
pub(super) fn read(cx: &Context, text: &str, purpose: Purpose) -> Result<SubscriberId> {
    let whose = text.split_once('.').filter(|_| text.len() <= TOKEN_TEXT_MAX).map(|(whose, _)| whose);
    let whose = ids::parse(whose.ok_or_else(invalid)?).map_err(|_| invalid())?;
    let right = bool::from(token(cx, whose, purpose).as_bytes().ct_eq(text.as_bytes()));
    if right { Ok(whose) } else { Err(invalid()) }
}

/// Whether a token looks like one of those that end newsletters; others end notifications.
#[must_use]
pub fn is_link(text: &str) -> bool {
    text.starts_with("sub_")
}

/// Whose newsletters a token ends.
///
/// # Errors
/// `invalid_link`.
pub fn subscriber_of(cx: &Context, text: &str) -> Result<SubscriberId> {
    read(cx, text, Purpose::End)
}

/// Ends newsletters by the link in one: all that lead to the address it came to. Ending them twice is ending them once.
///
/// # Errors
/// `invalid_link`.
pub async fn end_by_link(cx: &Context, text: &str) -> Result<()> {
    let whose = read(cx, text, Purpose::End)?;
    let tx = cx.begin().await?;
    store::remove(&tx, whose).await?;
    tx.commit().await
}

fn invalid() -> Error {
    Error::malformed("invalid_link", "this link is not valid; use the one of the last mail")
}
