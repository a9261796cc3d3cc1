//! Elements that begin and end.

use quick_xml::events::BytesStart;

use super::{element::Element, parser::Pieces};
use crate::Result;

/// Most elements within each other. An export has five.
const DEPTH_MAX: usize = 16;

/// Most elements and attributes of a piece: a post with ten thousand comments has fewer.
pub(super) const ELEMENTS_MAX: usize = 200_000;

/// Most attributes of an element. An export has two.
const ATTRIBUTES_MAX: usize = 32;

/// The depth of the elements of the channel: `rss`, `channel`, and these.
const PIECE: usize = 3;

impl<F: FnMut(Element) -> Result<()>> Pieces<F> {
    pub(super) fn begin(&mut self, start: &BytesStart<'_>) -> Result<()> {
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

    pub(super) fn end(&mut self) -> Result<()> {
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
}
