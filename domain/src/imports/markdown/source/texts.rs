//! Titles and excerpts.

use crate::{
    fault::Refusal,
    imports::{
        markdown::front_matter::{Member, Wrong},
        translation::shortened,
    },
    posts::{Title, details},
    text,
};

/// What a post is called; what nobody sees of it is left out, and one that is too long is cut.
pub(super) fn heading_of(text: &str, line: u64, told: &mut Vec<Wrong>) -> Result<String, Refusal> {
    let text = text::without_hidden(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let text =
        fitting(text, Title::MAX, |most| told.push((line, format!("title: more than {most} characters; it is cut"))));
    Title::parse(&text).map(|title| title.as_str().to_owned())
}

pub(super) fn excerpt_of(text: &str, line: u64, told: &mut Vec<Wrong>) -> Result<String, Refusal> {
    let text = text::block(text, usize::MAX)?;
    let tell = |most: usize| told.push((line, format!("excerpt: more than {most} characters; it is cut")));
    Ok(fitting(text, details::EXCERPT_MAX, tell))
}

fn fitting(text: String, most: usize, tell: impl FnOnce(usize)) -> String {
    match shortened(&text, most) {
        None => text,
        Some(short) => {
            tell(most);
            short
        }
    }
}

pub(super) fn checked<T>(member: &Member, parse: impl FnOnce(&str) -> Result<T, Refusal>) -> Result<T, Wrong> {
    parse(&member.values[0]).map_err(|why| (member.line, format!("{}: {}", member.key, why.detail)))
}

/// The first heading of the text.
pub(super) fn heading(body: &str) -> Option<&str> {
    body.lines().find_map(|line| line.strip_prefix("# ")).map(str::trim).filter(|text| !text.is_empty())
}
