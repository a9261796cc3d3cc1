//! Exports that have too much in them.

use std::io::{BufReader, Read};

use super::{
    people::{LOGIN_MAX, NAME_MAX, NUMBER_MAX},
    seen::Seen,
};
use crate::{
    Result,
    imports::{
        translation::{Bounded, Kept},
        wordpress::pieces,
    },
    users::Email,
};

fn seen(channel: &str, kept: Kept) -> Result<Seen> {
    let text = format!("<rss><channel><wp:wxr_version>1.2</wp:wxr_version>{channel}</channel></rss>");
    let bytes: Box<dyn Read + '_> = Box::new(text.as_bytes());
    let mut seen = Seen { kept, ..Seen::default() };
    pieces::read(Bounded::new(BufReader::new(bytes)), |piece| seen.piece(&piece))?;
    Ok(seen)
}

fn post(number: u32, more: &str) -> String {
    format!("<item><wp:post_id>{number}</wp:post_id><wp:post_type>post</wp:post_type>{more}</item>")
}

fn author(login: &str) -> String {
    format!(
        "<wp:author><wp:author_id>{login}</wp:author_id><wp:author_login>{login}</wp:author_login>\
         <wp:author_email>{login}</wp:author_email><wp:author_display_name>{login}</wp:author_display_name></wp:author>"
    )
}

#[test]
fn what_is_too_long_is_not_kept() {
    let long = "x".repeat(15_000);
    let channel = format!("<link>https://x.example/{long}</link>{}", author(&long));
    let seen = seen(&channel, Kept::default()).unwrap();
    assert_eq!(seen.link, None);
    let writer = &seen.writers[0];
    let lengths = [&writer.number, &writer.login, &writer.email, &writer.shown].map(String::len);
    assert_eq!(lengths, [NUMBER_MAX, LOGIN_MAX, LOGIN_MAX, NAME_MAX]);
    assert!(Email::parse(&writer.email).is_err());
}

#[test]
fn there_is_an_end_to_what_is_kept_of_each_thing() {
    let dated = "<wp:post_date_gmt>2020-01-02 03:04:05</wp:post_date_gmt>";
    let creator = |n| format!("<dc:creator>{n}</dc:creator>{dated}");
    let former =
        "<wp:postmeta><wp:meta_key>_wp_old_slug</wp:meta_key><wp:meta_value>rain</wp:meta_value></wp:postmeta>";
    let attachment = |n| {
        format!(
            "<item><wp:post_id>{n}</wp:post_id><wp:post_type>attachment</wp:post_type>\
             <wp:attachment_url>https://x.example/{n}.png</wp:attachment_url></item>"
        )
    };
    for (thing, channel) in [
        ("authors", (0..500).map(|n| author(&format!("a{n}"))).collect::<String>()),
        ("posts", (0..500).map(|n| post(n, "")).collect()),
        ("attachments", (0..500).map(attachment).collect()),
        // Of one post, that is.
        ("creators", (0..500).map(|n| post(1, &creator(n))).collect()),
        ("former names", post(1, &former.repeat(500))),
    ] {
        assert!(seen(&channel, Kept::default()).is_ok(), "{thing}");
        let refused = seen(&channel, Kept::of(10_000)).map(|_| ()).unwrap_err();
        assert!(refused.code() == "invalid_archive" && refused.detail().contains("more than 10000"), "{thing}");
    }
}
