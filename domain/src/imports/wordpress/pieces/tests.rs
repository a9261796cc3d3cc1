//! Exports, and what is none.

use std::io::{BufReader, Read};

use super::{Element, nesting::ELEMENTS_MAX, read};
use crate::{Result, imports::translation::Bounded};

fn pieces(text: impl AsRef<[u8]>) -> Result<Vec<Element>> {
    let bytes: Box<dyn Read + '_> = Box::new(text.as_ref());
    let mut pieces = Vec::new();
    read(Bounded::new(BufReader::new(bytes)), |piece| {
        pieces.push(piece);
        Ok(())
    })?;
    Ok(pieces)
}

#[test]
fn pieces_come_with_what_is_in_them() {
    let text = "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n<!-- made by -->\n<rss version=\"2.0\"><channel>\n<title>A &amp; B</title>\n<item>\n\
                <content:encoded><![CDATA[<p>a & b</p>]]]]><![CDATA[>]]></content:encoded>\
                <category domain=\"post_tag\" nicename=\"x\">One &#8217;&nbsp;</category><category domain='c'/></item></channel></rss>";
    let pieces = pieces(text).unwrap();
    assert_eq!((pieces.len(), &*pieces[0].name, pieces[0].text()), (2, "title", "A & B"));
    let item = &pieces[1];
    assert_eq!((item.line, item.says("content:encoded"), item.says("none")), (5, "<p>a & b</p>]]>", ""));
    let categories: Vec<_> = item.all("category").map(|it| (it.attribute("domain"), it.text())).collect();
    assert_eq!(categories, [("post_tag", "One ’&nbsp;"), ("c", "")]);
}

#[test]
fn what_is_no_export_is_refused_with_the_line_and_the_reason() {
    let bomb = "<!DOCTYPE rss [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n<rss><channel><title>&b;</title></channel></rss>";
    let deep = format!("<rss><channel>{}", "<item>".repeat(100_000));
    let wide = format!("<rss><channel><item>{}", "<a/>".repeat(ELEMENTS_MAX + 1));
    let many = |count: u32| (0..count).map(|n| format!(" a{n}=''")).collect::<Vec<_>>().concat();
    let laden = format!("<rss><channel><item{}/></channel></rss>", many(33));
    let one = format!("<a{}/>", many(32));
    let filled = format!("<rss><channel><item>{}", one.repeat(ELEMENTS_MAX / 33 + 1));
    for (text, words) in [
        ("", "ends in the middle"),
        ("no XML at all", "ends in the middle"),
        ("<html></html>", "begins with html"),
        ("<rss><channel>\n<item><title>a", "ends in the middle"),
        ("<rss><channel>\n<item></title>", "line 2"),
        (bomb, "document type"),
        ("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><rss/>", "ISO-8859-1; only UTF-8"),
        (deep.as_str(), "nested too deeply"),
        (wide.as_str(), "more than 200000 elements"),
        (laden.as_str(), "more than 32 attributes"),
        (filled.as_str(), "more than 200000 elements and attributes"),
    ] {
        let error = pieces(text).unwrap_err();
        assert!(error.code() == "invalid_archive" && error.detail().contains(words), "{text:.60}: {}", error.detail());
    }
    let latin = pieces(b"<rss><channel><title>\xe4</title></channel></rss>").unwrap_err().detail();
    assert!(latin.contains("not in UTF-8"), "{latin}");
}
