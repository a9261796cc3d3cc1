//! Reading an export from its beginning to its end.

use quick_xml::{Error as XmlError, Reader, errors::SyntaxError, events::Event};

use super::{element::Element, parser::Pieces};
use crate::{Result, imports::translation::Bounded};

/// Reads an export: `each` gets the pieces in their order.
///
/// # Errors
/// `invalid_archive` with a sentence about what is wrong with it; those of `each`.
pub(in crate::imports::wordpress) fn read(bounded: Bounded<'_>, each: impl FnMut(Element) -> Result<()>) -> Result<()> {
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
