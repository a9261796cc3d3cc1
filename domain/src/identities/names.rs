//! Handles for people who come without one of ours.

use crate::{platform::oauth::Claims, users::Username};

/// The longest stem, so that a number fits behind it.
const STEM: usize = 22;

/// What a handle for this person may begin with: what they are called there, in the letters that handles have.
pub(super) fn stem(claims: &Claims) -> String {
    let local = claims.email.as_deref().and_then(|email| email.split('@').next());
    let wishes = [claims.username.as_deref(), claims.name.as_deref(), local];
    wishes
        .into_iter()
        .flatten()
        .map(plain)
        .find(|name| Username::chosen(name).is_ok())
        .unwrap_or_else(|| "guest".to_owned())
}

fn plain(name: &str) -> String {
    let letters = name.to_lowercase();
    let kept = letters.chars().map(|c| if c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' { c } else { '-' });
    let joined: String = kept.collect();
    let words: Vec<&str> = joined.split('-').filter(|word| !word.is_empty()).collect();
    let name = words.join("-");
    let begin = name.find(|c: char| c.is_ascii_lowercase()).unwrap_or(name.len());
    name[begin..].chars().take(STEM).collect::<String>().trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(username: Option<&str>, name: Option<&str>, email: Option<&str>) -> Claims {
        let text = |value: Option<&str>| value.map(str::to_owned);
        Claims {
            subject: "1".into(),
            email: text(email),
            email_verified: true,
            username: text(username),
            name: text(name),
        }
    }

    #[test]
    fn a_handle_is_made_of_what_somebody_is_called() {
        for (username, name, email, expected) in [
            (Some("Ada.Lovelace"), None, None, "ada-lovelace"),
            (Some("12ada"), None, None, "ada"),
            (Some("admin"), Some("Ada King"), None, "ada-king"),
            (None, None, Some("ada@example.org"), "ada"),
            (Some("字"), Some("!!"), Some("x@example.org"), "guest"),
            (Some("a-very-long-name-that-nobody-could-type"), None, None, "a-very-long-name-that"),
        ] {
            assert_eq!(stem(&claims(username, name, email)), expected);
        }
    }
}
