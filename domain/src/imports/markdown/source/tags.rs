//! Tags and categories.

use crate::imports::{
    markdown::front_matter::{Parts, Wrong},
    translation::{self, NewTag, Tagged},
};

/// What generators call the category of what has none.
const NO_CATEGORY: &str = "uncategorized";

/// Its tags, and its categories, which are tags here: lists, texts with commas, or bare words where several can be meant.
pub(super) fn tags(parts: &Parts<'_>, told: &mut Vec<Wrong>) -> Result<Vec<NewTag>, Wrong> {
    let (mut names, mut line): (Vec<&str>, u64) = (Vec::new(), 1);
    for keys in [&["tags", "keywords"][..], &["tag"], &["categories"], &["category"]] {
        let Some(member) = parts.find(keys)? else { continue };
        line = member.line;
        let are_words =
            member.is_plain && ["tags", "categories"].contains(&member.key.as_str()) && !member.values[0].contains(',');
        let split = |c: char| c == ',' || (are_words && c.is_whitespace());
        names.extend(member.values.iter().flat_map(|value| value.split(split)).map(str::trim));
    }
    names.retain(|name| !name.is_empty() && !name.eq_ignore_ascii_case(NO_CATEGORY));
    let (tags, lost) = translation::tags(names.into_iter().map(|name| Tagged { name, ..Tagged::default() }));
    told.extend(lost.into_iter().map(|why| (line, why)));
    Ok(tags)
}
