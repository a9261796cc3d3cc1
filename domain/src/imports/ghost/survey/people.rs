//! Who wrote in it.

use chrono::DateTime;

use super::{model::Survey, posts::place};
use crate::{
    Result,
    imports::{
        ghost::{record::Record, rows::Row},
        translation::{ENTRY, Person, beginning, key, time},
    },
};

/// Most characters of an id, which has twenty-four, and of the name of a tag. That of one that may come is a fifth of it, however its signs
/// are put together; a longer one is cut and still too long.
pub(super) const NAME_MAX: usize = 200;

impl Survey {
    pub(super) fn user(&mut self, id: &str, row: &Row) -> Result<()> {
        let (person, id) = (person(id, row), beginning(id, NAME_MAX));
        self.kept.add(2 * ENTRY + id.len() + person.bytes())?;
        self.people.push((id.to_owned(), person));
        Ok(())
    }

    pub(super) fn authorship(&mut self, post: &str, record: &Record) -> Result<()> {
        let Some(author) = record.text("author_id") else { return Ok(()) };
        let (post, place, author) = (key("post", post), place(record), beginning(author, NAME_MAX));
        if self.authors.get(&post).is_none_or(|(first, _)| place < *first) {
            self.kept.add(ENTRY + author.len())?;
            self.authors.insert(post, (place, author.into()));
        }
        Ok(())
    }
}

fn person(id: &str, row: &Row) -> Person {
    let text = |name| row.record.text(name).unwrap_or_default();
    let joined = time(row.record.text("created_at")).unwrap_or(DateTime::UNIX_EPOCH);
    let names = [text("slug"), text("name")];
    Person::new(&format!("ghost {id}"), &names, text("email"), text("name"), joined).about(text("bio"))
}
