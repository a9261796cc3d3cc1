//! The value types of people.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use lettre::Address;

use crate::{Error, fault::Refusal, ids::UserId, text};

/// What a person may do. Each role includes the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Reads, comments, reacts.
    Member,
    /// Also writes and publishes posts.
    Author,
    /// Also edits everyone's posts.
    Editor,
    /// Also keeps order.
    Moderator,
    /// Runs the place.
    Admin,
}

impl Role {
    /// Every role, the least first.
    pub const ALL: [Self; 5] = [Self::Member, Self::Author, Self::Editor, Self::Moderator, Self::Admin];

    /// The name in the database and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Author => "author",
            Self::Editor => "editor",
            Self::Moderator => "moderator",
            Self::Admin => "admin",
        }
    }
}

impl FromStr for Role {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == name)
            .ok_or_else(|| Error::internal(format!("unknown role {name:?}")))
    }
}

/// A person's public face.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The public id.
    pub id: UserId,
    /// The handle, unique, lower-case.
    pub username: String,
    /// The name shown to people.
    pub display_name: String,
    /// A few words about themselves; may be empty.
    pub bio: String,
    /// What they may do.
    pub role: Role,
    /// When they joined.
    pub created_at: DateTime<Utc>,
    /// How many follow them, as far as the one who asks may meet them.
    pub follower_count: u32,
    /// How many they follow, as far as the one who asks may meet them.
    pub following_count: u32,
    /// How the one who asks stands to them; none for nobody in particular, and for oneself.
    pub relationship: Option<Relationship>,
}

/// How one person stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Relationship {
    /// Follows them.
    pub following: bool,
    /// Is followed by them.
    pub followed_by: bool,
    /// Has blocked them.
    pub blocking: bool,
}

/// A handle: 3 to 30 of `a-z 0-9 _ -`, beginning with a letter. Upper case is folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Username(String);

impl Username {
    /// Fewest characters.
    pub const MIN: usize = 3;
    /// Most characters.
    pub const MAX: usize = 30;
    /// Handles that would be mistaken for a part of the site.
    const RESERVED: [&str; 10] =
        ["admin", "administrator", "api", "me", "moderator", "presswork", "root", "staff", "support", "system"];
    /// What the handles of erased accounts begin with.
    pub(crate) const ERASED: &str = "deleted-";

    /// Checks a handle that somebody chooses: not one that would pass for that of an erased account.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn chosen(text: &str) -> Result<Self, Refusal> {
        let name = Self::parse(text)?;
        if name.0.starts_with(Self::ERASED) { Err(reserved()) } else { Ok(name) }
    }

    /// Checks a handle.
    ///
    /// # Errors
    /// `too_short`, `too_long`, `invalid_format` or `reserved`.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let name = text.trim().to_lowercase();
        let length = name.chars().count();
        if length < Self::MIN {
            return Err(Refusal::new("too_short", format!("at least {} characters", Self::MIN)));
        }
        if length > Self::MAX {
            return Err(Refusal::new("too_long", format!("at most {} characters", Self::MAX)));
        }
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
        if !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.chars().all(allowed) {
            return Err(Refusal::new("invalid_format", "letters a to z, digits, _ and -, beginning with a letter"));
        }
        if Self::RESERVED.contains(&name.as_str()) {
            return Err(reserved());
        }
        Ok(Self(name))
    }

    /// The handle.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn reserved() -> Refusal {
    Refusal::new("reserved", "this name is reserved")
}

/// A mail address, lower-case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Most characters (RFC 5321, section 4.5.3.1.3).
    pub const MAX: usize = 254;

    /// Checks an address.
    ///
    /// # Errors
    /// `too_long` or `invalid_format`.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let address = text.trim().to_lowercase();
        if address.len() > Self::MAX {
            return Err(Refusal::new("too_long", format!("at most {} characters", Self::MAX)));
        }
        Address::from_str(&address).map_err(|_| Self::invalid())?;
        Ok(Self(address))
    }

    /// Checks an address that is here for the first time. One whose host is a number (RFC 5321, section 4.1.3) is refused: whoever types it
    /// has chosen the host, perhaps within our network.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn chosen(text: &str) -> Result<Self, Refusal> {
        let email = Self::parse(text)?;
        if email.0.ends_with(']') { Err(Self::invalid()) } else { Ok(email) }
    }

    fn invalid() -> Refusal {
        Refusal::new("invalid_format", "not a mail address")
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The name shown to people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisplayName(String);

impl DisplayName {
    /// Most characters.
    pub const MAX: usize = 80;

    /// Checks a name.
    ///
    /// # Errors
    /// `required`, `too_long` or `invalid_character`.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        text::line(text, Self::MAX).map(Self)
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What an account is told that may not come in: a code and a sentence.
#[must_use]
pub(crate) const fn shut_out(banned: bool) -> (&'static str, &'static str) {
    if banned {
        ("account_banned", "this account is banned")
    } else {
        ("account_suspended", "this account is suspended")
    }
}

/// What moderators hold an account with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// It may come in again at a time.
    Suspended,
    /// It may not come in again.
    Banned,
}

impl Hold {
    /// The name in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Suspended => "suspended",
            Self::Banned => "banned",
        }
    }

    /// Whether what the database says is a ban.
    #[must_use]
    pub(crate) fn bans(kept: Option<&str>) -> bool {
        kept == Some(Self::Banned.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_are_folded_and_bounded() {
        assert_eq!(Username::parse(" Ada_L-1 ").unwrap().as_str(), "ada_l-1");
        for (text, code) in [
            ("ab", "too_short"),
            (&"a".repeat(31), "too_long"),
            ("1ada", "invalid_format"),
            ("ad a", "invalid_format"),
            ("аda", "invalid_format"), // a Cyrillic а
            ("admin", "reserved"),
        ] {
            assert_eq!(Username::parse(text).unwrap_err().code, code, "{text}");
        }
    }

    #[test]
    fn nobody_chooses_a_handle_like_that_of_an_erased_account() {
        assert_eq!(Username::chosen(" Deleted-1 ").unwrap_err().code, "reserved");
        assert_eq!(Username::chosen("deleted1").unwrap().as_str(), "deleted1");
        assert_eq!(Username::chosen("ab").unwrap_err().code, "too_short");
        assert!(Username::parse("deleted-1").is_ok(), "archives have them");
    }

    #[test]
    fn addresses_with_line_breaks_are_refused() {
        assert_eq!(Email::parse("Ada@Example.org").unwrap().as_str(), "ada@example.org");
        for text in ["ada", "ada@", "a@b\r\nBcc: x@y.z", "a b@c.d", ""] {
            assert_eq!(Email::parse(text).unwrap_err().code, "invalid_format", "{text:?}");
        }
        for text in ["a@[127.0.0.1]", "a@[IPv6:::1]"] {
            assert_eq!(Email::chosen(text).unwrap_err().code, "invalid_format", "{text:?}");
            assert_eq!(Email::parse(text).unwrap().as_str(), text.to_lowercase(), "accounts from before have them");
        }
    }

    #[test]
    fn each_role_includes_the_ones_before_it() {
        assert!(Role::ALL.is_sorted());
        assert!(Role::Admin > Role::Author);
    }
}
