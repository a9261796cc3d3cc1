//! Who wrote in it, and since when.

use super::seen::Seen;
use crate::{
    Result,
    imports::{
        translation::{ENTRY, Person, beginning, key, plain},
        wordpress::{item::Item, pieces::Element},
    },
    users::Email,
};

/// Most characters of the number of a person.
pub(super) const NUMBER_MAX: usize = 20;

/// Most characters of a login, which may be a mail address, and of a mail address: one that is longer is cut and still too long.
pub(super) const LOGIN_MAX: usize = Email::MAX + 1;

/// Most characters of the name that is shown of somebody: more than are shown here.
pub(super) const NAME_MAX: usize = 200;

/// Somebody who wrote.
pub(super) struct Writer {
    pub number: String,
    pub login: String,
    pub email: String,
    pub shown: String,
}

impl Seen {
    pub(super) fn writer(&mut self, piece: &Element) -> Result<()> {
        let text = |name, max| beginning(&plain(piece.says(name)), max).to_owned();
        let writer = Writer {
            number: text("wp:author_id", NUMBER_MAX),
            login: text("wp:author_login", LOGIN_MAX),
            email: text("wp:author_email", LOGIN_MAX),
            shown: text("wp:author_display_name", NAME_MAX),
        };
        // Once as they are here, once by their login, and once as people are.
        let texts = writer.number.len() + writer.login.len() + writer.email.len() + writer.shown.len();
        self.kept.add(size_of::<Writer>() + size_of::<Person>() + 2 * ENTRY + 3 * texts)?;
        self.writers.push(writer);
        Ok(())
    }

    /// Notes down when somebody wrote, if they did not before.
    pub(super) fn first_of(&mut self, item: &Item<'_>) -> Result<()> {
        let Some(date) = item.date() else { return Ok(()) };
        let before = self.first.len();
        let first = self.first.entry(creator(item.0.says("dc:creator"))).or_insert(date);
        *first = date.min(*first);
        self.kept.add((self.first.len() - before) * ENTRY)
    }
}

/// What stands for who has this login.
pub(super) fn creator(login: &str) -> u128 {
    key("creator", login)
}
