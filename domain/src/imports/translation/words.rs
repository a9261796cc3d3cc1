//! Words of a source as they can stand here.

use chrono::{DateTime, NaiveDateTime, SubsecRound, Utc};
use url::Url;

use crate::{
    archive::LATEST,
    platform::plain as of_html,
    posts::{Title, details},
    text::without_hidden,
};

/// Most bytes of HTML of which a line is made.
const LINE_BYTES: usize = 20_000;

/// A text without the signs that can't be kept.
pub(in crate::imports) fn printable(text: &str) -> String {
    let is_none = |c: char| u32::from(c) & 0xFFFE == 0xFFFE || ('\u{FDD0}'..='\u{FDEF}').contains(&c);
    let kept = text.chars().filter(|c| (!c.is_control() || ['\n', '\t'].contains(c)) && !is_none(*c));
    kept.collect()
}

/// HTML as words on one line, without what nobody sees and no line may have.
pub(in crate::imports) fn plain(html: &str) -> String {
    let html = start(html, LINE_BYTES);
    let text = if html.contains(['<', '&']) {
        of_html::text(&ammonia::Builder::empty().clean(html).to_string())
    } else {
        html.to_owned()
    };
    without_hidden(&printable(&text)).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The beginning of a text of at most so many bytes.
fn start(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    &text[..end]
}

/// The beginning of a text, of at most so many characters.
pub(in crate::imports) fn beginning(text: &str, max: usize) -> &str {
    text.char_indices().nth(max).map_or(text, |(end, _)| &text[..end])
}

/// HTML as words on one line, cut at a word where there are more than `max` characters; none where there are none.
pub(in crate::imports) fn cut(html: Option<&str>, max: usize) -> Option<String> {
    let text = plain(html?);
    let text = shortened(&text, max).unwrap_or(text);
    Some(text).filter(|text| !text.is_empty())
}

/// A text cut at a word, where it has more than `max` characters.
pub(in crate::imports) fn shortened(text: &str, max: usize) -> Option<String> {
    let (end, _) = text.char_indices().nth(max)?;
    let (room, _) = text[..end].char_indices().next_back()?;
    let cut = text[..room].rfind(' ').unwrap_or(room);
    Some(format!("{}…", text[..cut].trim_end()))
}

/// The heading of a post, and what is to be told where it is not the whole one; one without any is called so.
///
/// # Errors
/// A sentence about what is wrong with it.
pub(in crate::imports) fn title(html: &str) -> Result<(String, Option<String>), String> {
    let text = plain(html);
    let text = if text.is_empty() { "Untitled" } else { text.as_str() };
    let (text, told) = match shortened(text, Title::MAX) {
        None => (text.to_owned(), None),
        Some(short) => (short, Some(format!("title: more than {} characters; it is cut", Title::MAX))),
    };
    let title = Title::parse(&text).map_err(|why| format!("title: {}", why.detail))?;
    Ok((title.as_str().to_owned(), told))
}

/// An address of the web; none where it is something else.
pub(in crate::imports) fn address(text: Option<&str>) -> Option<String> {
    let url = Url::parse(text?.trim()).ok()?;
    let is_plain = ["http", "https"].contains(&url.scheme()) && url.username().is_empty() && url.password().is_none();
    Some(String::from(url)).filter(|url| is_plain && url.len() <= details::URL_MAX)
}

/// A time between 1970 and 9999, of whole microseconds; none where the text is none, or zero.
pub(in crate::imports) fn time(text: Option<&str>) -> Option<DateTime<Utc>> {
    let text = text?.trim();
    let written = || DateTime::parse_from_rfc3339(text).ok().map(|at| at.with_timezone(&Utc));
    let local = |form| NaiveDateTime::parse_from_str(text, form).ok().map(|at| at.and_utc());
    let of_mail = || DateTime::parse_from_rfc2822(text).ok().map(|at| at.with_timezone(&Utc));
    let millis = || text.parse().ok().and_then(DateTime::from_timestamp_millis);
    let forms = || ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f"].into_iter().find_map(local);
    let at = written().or_else(forms).or_else(of_mail).or_else(millis)?.trunc_subsecs(6);
    Some(at).filter(|at| (1..=LATEST).contains(&at.timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_words_on_one_line() {
        assert_eq!(plain("Ben &amp; <em>Jerry&#8217;s</em>\n ice\u{b}"), "Ben & Jerry’s ice");
        assert_eq!(title(" &nbsp; ").unwrap().0, "Untitled");
        assert_eq!(title("\u{feff}Hello,\u{200b} &#8203;&#8206;world").unwrap().0, "Hello, world");
        let (long, told) = title(&"word ".repeat(60)).unwrap();
        assert!(long.ends_with("word…") && long.chars().count() <= Title::MAX, "{long}");
        assert!(told.unwrap().starts_with("title: ") && title(&"x".repeat(Title::MAX)).unwrap().1.is_none());
        assert!(plain(&"<b>".repeat(100_000)).is_empty());
    }

    #[test]
    fn what_is_too_long_ends_at_a_word() {
        assert_eq!(cut(Some("one two three"), 13).unwrap(), "one two three");
        assert_eq!(cut(Some("one two three"), 9).unwrap(), "one two…");
        assert_eq!(cut(Some("ééééééé"), 4).unwrap(), "ééé…");
        assert_eq!((cut(Some(" "), 9), cut(None, 9)), (None, None));
    }

    #[test]
    fn an_address_is_one_of_the_web_and_a_time_is_one_that_was() {
        assert_eq!(address(Some("https://example.org/a b")).unwrap(), "https://example.org/a%20b");
        for wrong in ["javascript:alert(1)", "/x", "https://me:secret@example.org/", ""] {
            assert_eq!(address(Some(wrong)), None, "{wrong}");
        }
        for text in [
            "2020-02-03T04:05:06.000Z",
            "2020-02-03 04:05:06",
            "Mon, 03 Feb 2020 04:05:06 +0000",
            "1580702706000",
            "2020-02-03T05:05:06+01:00",
        ] {
            assert_eq!(time(Some(text)).unwrap().to_rfc3339(), "2020-02-03T04:05:06+00:00", "{text}");
        }
        for none in ["0000-00-00 00:00:00", "", "soon", "1903-01-01 00:00:00"] {
            assert_eq!(time(Some(none)), None, "{none}");
        }
    }
}
