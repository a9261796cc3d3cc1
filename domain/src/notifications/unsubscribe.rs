//! Ending mails by a link in them (RFC 8058), without a login. The link carries what it ends and a keyed hash of that, so it is
//! kept nowhere, is good as long as mails are kept, and ends nothing else.

use std::{fmt, str::FromStr};

use subtle::ConstantTimeEq;

use super::{Digest, NotificationKind, store};
use crate::{
    Context, Error, Result,
    ids::{self, UserId},
    platform::secret::TOKEN_TEXT_MAX,
};

/// What somebody wants no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Mails at once about this kind.
    Mail(NotificationKind),
    /// This digest.
    Digest(Digest),
}

impl Wish {
    /// What it ends, in words that go on after "no more".
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Mail(NotificationKind::PostPublished) => "mails when somebody you follow publishes a post",
            Self::Mail(NotificationKind::Comment) => "mails about comments on your posts",
            Self::Mail(NotificationKind::Reply) => "mails about replies to your comments",
            Self::Mail(NotificationKind::Mention) => "mails when somebody mentions you",
            Self::Mail(NotificationKind::Reaction) => "mails about reactions to what you wrote",
            Self::Mail(NotificationKind::Follow) => "mails about new followers",
            Self::Mail(NotificationKind::Moderation) => "mails about what moderators do",
            Self::Digest(Digest::Weekly) => "weekly digests",
            Self::Digest(_) => "daily digests",
        }
    }
}

impl fmt::Display for Wish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mail(kind) => kind.as_str(),
            Self::Digest(digest) => digest.as_str(),
        })
    }
}

impl FromStr for Wish {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let kind = NotificationKind::CHOSEN.into_iter().find(|kind| kind.as_str() == name).map(Self::Mail);
        let digest = Digest::SENT.into_iter().find(|digest| digest.as_str() == name).map(Self::Digest);
        kind.or(digest).ok_or_else(invalid)
    }
}

/// The token of a link that ends something for somebody.
#[must_use]
pub fn token(cx: &Context, whose: UserId, wish: Wish) -> String {
    let subject = format!("{whose}.{wish}");
    let proof = cx.deps.secrets.derived_token("unsubscribe", &subject);
    format!("{subject}.{proof}")
}

/// Whose token this is, and what it ends.
///
/// # Errors
/// `invalid_link`.
pub fn wish(cx: &Context, text: &str) -> Result<(UserId, Wish)> {
    if text.len() > TOKEN_TEXT_MAX {
        return Err(invalid());
    }
    let mut parts = text.split('.');
    let (Some(whose), Some(wish)) = (parts.next(), parts.next()) else { return Err(invalid()) };
    let whose = ids::parse(whose).map_err(|_| invalid())?;
    let wish = wish.parse()?;
    if bool::from(token(cx, whose, wish).as_bytes().ct_eq(text.as_bytes())) {
        Ok((whose, wish))
    } else {
        Err(invalid())
    }
}

/// Ends what the token says. Ending it twice is ending it once.
///
/// # Errors
/// `invalid_link`.
pub async fn unsubscribe(cx: &Context, text: &str) -> Result<Wish> {
    let (whose, wish) = wish(cx, text)?;
    let tx = cx.begin().await?;
    match wish {
        Wish::Mail(kind) => store::end_mail(&tx, whose, kind).await?,
        Wish::Digest(digest) => store::end_digest(&tx, whose, digest).await?,
    }
    tx.commit().await?;
    Ok(wish)
}

fn invalid() -> Error {
    Error::malformed("invalid_link", "this link is not valid; use the one of the last mail")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_reads_back_as_itself_and_nothing_else_is_one() {
        let kinds = NotificationKind::CHOSEN.map(Wish::Mail);
        for wish in kinds.into_iter().chain(Digest::SENT.map(Wish::Digest)) {
            assert_eq!(wish.to_string().parse::<Wish>().unwrap(), wish);
        }
        for name in ["", "off", "moderation", "Comment"] {
            assert_eq!(name.parse::<Wish>().unwrap_err().code(), "invalid_link");
        }
    }
}
