//! Going through an export, piece by piece: what stands in its channel, such as an author or an item. In memory is one piece at a time.

use std::{fmt::Display, rc::Rc};

use quick_xml::{
    Error as XmlError, Reader,
    errors::SyntaxError,
    events::{BytesDecl, BytesRef, BytesStart, Event},
};

use crate::{
    Error, Result,
    archive::unfit,
    imports::translation::{Bounded, Meter},
};

/// Most elements within each other. An export has five.
const DEPTH_MAX: usize = 16;
/// Most elements and attributes of a piece: a post with ten thousand comments has fewer.
const ELEMENTS_MAX: usize = 200_000;
/// Most attributes of an element. An export has two.
const ATTRIBUTES_MAX: usize = 32;
/// The depth of the elements of the channel: `rss`, `channel`, and these.
const PIECE: usize = 3;

/// An element with all that is in it.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Its name, with the prefix that exports give it.
    pub name: Box<str>,
    attributes: Vec<(Box<str>, String)>,
    text: String,
    children: Vec<Element>,
    /// The line of its beginning.
    pub line: u64,
}

impl Element {
    /// What it says.
    pub(super) fn text(&self) -> &str {
        self.text.trim()
    }

    /// What the first element of this name in it says; empty where there is none.
    pub(super) fn says(&self, name: &str) -> &str {
        self.all(name).next().map(Self::text).unwrap_or_default()
    }

    /// The elements of this name in it.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &Self> {
        self.children.iter().filter(move |child| &*child.name == name)
    }

    /// An attribute; empty where there is none.
    pub(super) fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(it, _)| &**it == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    }
}

/// Reads an export: `each` gets the pieces in their order.
///
/// # Errors
/// `invalid_archive` with a sentence about what is wrong with it; those of `each`.
pub(super) fn read(bounded: Bounded<'_>, each: impl FnMut(Element) -> Result<()>) -> Result<()> {
    let meter = bounded.meter();
    let mut reader = Reader::from_reader(bounded);
    reader.config_mut().expand_empty_elements = true;
    let mut pieces = Pieces { each, meter, depth: 0, elements: 0, open: Vec::new(), has_ended: false };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Err(XmlError::Syntax(why)) if why != SyntaxError::InvalidBangMarkup => {
                return Err(pieces.unfit(&format!("it ends in the middle: {why}")));
            }
            Err(error) => return Err(pieces.unfit(&error)),
            Ok(Event::Eof) => return pieces.ended(),
            Ok(event) => pieces.take(&event)?,
        }
    }
}

struct Pieces<F> {
    each: F,
    meter: Rc<Meter>,
    depth: usize,
    /// How many elements the piece has so far.
    elements: usize,
    /// The elements of the piece that are open.
    open: Vec<Element>,
    has_ended: bool,
}

impl<F: FnMut(Element) -> Result<()>> Pieces<F> {
    fn unfit(&self, why: &(impl Display + ?Sized)) -> Error {
        unfit(format!("at line {}, it can't be read as an export of WordPress: {why}", self.meter.line()))
    }

    fn ended(&self) -> Result<()> {
        if self.has_ended { Ok(()) } else { Err(self.unfit("it ends in the middle")) }
    }

    fn take(&mut self, event: &Event<'_>) -> Result<()> {
        match event {
            Event::DocType(_) => {
                Err(self.unfit("it declares a document type, which no export does and which could declare anything"))
            }
            Event::Decl(declaration) => self.declared(declaration),
            Event::Start(start) => self.begin(start),
            Event::End(_) => self.end(),
            Event::Text(text) => {
                let text = text.decode();
                self.push(text)
            }
            Event::CData(text) => {
                let text = text.decode();
                self.push(text)
            }
            Event::GeneralRef(reference) => self.refer(reference),
            _ => Ok(()),
        }
    }

    fn declared(&self, declaration: &BytesDecl<'_>) -> Result<()> {
        let encoding = declaration.encoding().transpose().map_err(|error| self.unfit(&error))?;
        let encoding = encoding.map(|name| String::from_utf8_lossy(&name).into_owned()).unwrap_or_default();
        if ["", "utf-8", "utf8", "us-ascii"].contains(&encoding.to_ascii_lowercase().as_str()) {
            Ok(())
        } else {
            Err(self.unfit(&format!("it is in {encoding}; only UTF-8 is understood")))
        }
    }

    fn begin(&mut self, start: &BytesStart<'_>) -> Result<()> {
        self.depth += 1;
        let name = String::from_utf8_lossy(start.name().as_ref()).into_owned();
        match self.depth {
            1 if name != "rss" => return Err(self.unfit(&format!("it begins with {name:.40}, not with rss"))),
            1 | 2 => return Ok(()),
            PIECE => {
                self.meter.begin();
                self.elements = 0;
            }
            depth if depth > DEPTH_MAX => return Err(self.unfit("its elements are nested too deeply")),
            _ => {}
        }
        let attributes = self.attributes(start)?;
        self.elements += 1 + attributes.len();
        if self.elements > ELEMENTS_MAX {
            return Err(self.unfit(&format!("one piece of it has more than {ELEMENTS_MAX} elements and attributes")));
        }
        let line = self.meter.line();
        self.open.push(Element { name: name.into(), attributes, text: String::new(), children: Vec::new(), line });
        Ok(())
    }

    fn attributes(&self, start: &BytesStart<'_>) -> Result<Vec<(Box<str>, String)>> {
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            if attributes.len() == ATTRIBUTES_MAX {
                return Err(self.unfit(&format!("an element has more than {ATTRIBUTES_MAX} attributes")));
            }
            let attribute = attribute.map_err(|error| self.unfit(&error))?;
            let key = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
            let value = str::from_utf8(&attribute.value).map_err(|error| self.unfit(&error))?;
            let value = quick_xml::escape::unescape(value).map_err(|error| self.unfit(&error))?;
            attributes.push((key.into(), value.into_owned()));
        }
        Ok(attributes)
    }

    fn end(&mut self) -> Result<()> {
        self.depth = self.depth.saturating_sub(1);
        self.has_ended |= self.depth == 0;
        let Some(element) = self.open.pop() else { return Ok(()) };
        if let Some(parent) = self.open.last_mut() {
            parent.children.push(element);
        } else {
            self.meter.begin();
            (self.each)(element)?;
        }
        Ok(())
    }

    fn push<E: Display>(&mut self, text: Result<std::borrow::Cow<'_, str>, E>) -> Result<()> {
        let text = text.map_err(|error| self.unfit(&format!("it is not in UTF-8: {error}")))?;
        if let Some(element) = self.open.last_mut() {
            element.text.push_str(&text);
        }
        Ok(())
    }

    /// A sign by its number or one of the five names that XML has; any other name stays as it stands there, for HTML to know it.
    fn refer(&mut self, reference: &BytesRef<'_>) -> Result<()> {
        if let Some(sign) = reference.resolve_char_ref().map_err(|error| self.unfit(&error))? {
            return self.push::<Error>(Ok(sign.to_string().into()));
        }
        let name = reference.decode().map_err(|error| self.unfit(&error))?;
        let sign = quick_xml::escape::resolve_xml_entity(&name).map_or_else(|| format!("&{name};"), str::to_owned);
        self.push::<Error>(Ok(sign.into()))
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read};

    use super::*;

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
            assert!(
                error.code() == "invalid_archive" && error.detail().contains(words),
                "{text:.60}: {}",
                error.detail()
            );
        }
        let latin = pieces(b"<rss><channel><title>\xe4</title></channel></rss>").unwrap_err().detail();
        assert!(latin.contains("not in UTF-8"), "{latin}");
    }
}
