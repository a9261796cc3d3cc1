//! What others take from the site.

mod embeds;
mod feeds;
mod maps;

use std::collections::HashMap;

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

/// Where the API and the pages of the site are.
const SITE: [(&str, &str); 3] = [
    ("PRESSWORK__HTTP__PUBLIC_URL", "https://press.example"),
    ("PRESSWORK__SYNDICATION__SITE_URL", "https://blog.example"),
    ("PRESSWORK__SYNDICATION__TITLE", "The <Press>"),
];

/// An element of an XML document.
#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: HashMap<String, String>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    /// Reads a document, which has to be one: it is well-formed, and has no character that XML does not have.
    fn parse(document: &str) -> Self {
        let legal =
            |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
        assert!(document.chars().all(legal), "{document:?}");
        let mut reader = Reader::from_str(document);
        let mut open = vec![Self::default()];
        loop {
            match reader.read_event().unwrap_or_else(|error| panic!("{error}: {document}")) {
                Event::Start(start) => open.push(Self::begun(&start)),
                Event::Empty(start) => open.last_mut().unwrap().children.push(Self::begun(&start)),
                Event::End(_) => {
                    let closed = open.pop().unwrap();
                    open.last_mut().unwrap().children.push(closed);
                }
                Event::Text(text) => open.last_mut().unwrap().text.push_str(&text.decode().unwrap()),
                Event::GeneralRef(reference) => {
                    let written = format!("&{};", reference.decode().unwrap());
                    let sign =
                        quick_xml::escape::unescape(&written).unwrap_or_else(|_| panic!("{written}")).into_owned();
                    open.last_mut().unwrap().text.push_str(&sign);
                }
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(open.len(), 1, "{document}");
        open.pop().unwrap().children.pop().unwrap()
    }

    fn begun(start: &BytesStart<'_>) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let attributes = start.attributes().map(|attribute| {
            let attribute = attribute.unwrap();
            let value = quick_xml::escape::unescape(&text(&attribute.value)).unwrap().into_owned();
            (text(attribute.key.as_ref()), value)
        });
        Self { name: text(start.name().as_ref()), attributes: attributes.collect(), ..Self::default() }
    }

    fn all(&self, name: &str) -> Vec<&Self> {
        self.children.iter().filter(|child| child.name == name).collect()
    }

    #[track_caller]
    fn one(&self, name: &str) -> &Self {
        let all = self.all(name);
        assert_eq!(all.len(), 1, "{name} of {self:?}");
        all[0]
    }

    #[track_caller]
    fn text_of(&self, name: &str) -> &str {
        &self.one(name).text
    }

    fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}
