//! The form of server-sent events (HTML, section 9.2).

use std::fmt::Write;

use actix_web::web::Bytes;
use presswork_domain::realtime::Place;
use serde::Serialize;

/// One event, or a sign of life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame(String);

impl Frame {
    /// An event of this name. What is written as JSON has no line ends.
    pub fn event(name: &str, data: &impl Serialize) -> Self {
        Self(format!("event: {name}\ndata: {}\n\n", serde_json::to_string(data).unwrap_or_default()))
    }

    /// An event of this name that says nothing more. The empty line of data lets clients see it at all.
    pub fn bare(name: &str) -> Self {
        Self(format!("event: {name}\ndata:\n\n"))
    }

    /// The same with the id that a client that comes back will name.
    pub fn at(mut self, place: Place) -> Self {
        self.0.insert_str(0, &format!("id: {place}\n"));
        self
    }

    /// This, then the other.
    pub fn and(mut self, other: &Self) -> Self {
        self.0.push_str(&other.0);
        self
    }

    /// The first words: how soon to come back after a break, in milliseconds.
    pub fn retry(millis: u32) -> Self {
        let mut text = String::new();
        let _ = write!(text, "retry: {millis}\n\n");
        Self(text)
    }

    /// A comment, so that nobody between takes the connection for dead.
    pub fn alive() -> Self {
        Self(":\n\n".to_owned())
    }
}

impl From<Frame> for Bytes {
    fn from(Frame(text): Frame) -> Self {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_one_line_of_json_with_its_name_and_id() {
        let place: Place = "17-2".parse().unwrap();
        let frame = Frame::event("told", &"a\nb\r\u{2028}").at(place);
        assert_eq!(frame.0, "id: 17-2\nevent: told\ndata: \"a\\nb\\r\u{2028}\"\n\n");
        assert_eq!(Frame::bare("complete").0, "event: complete\ndata:\n\n");
    }
}
