//! Making pieces of what stands in an export.

use std::{fmt::Display, rc::Rc};

use quick_xml::events::{BytesDecl, Event};

use super::element::Element;
use crate::{Error, Result, archive::unfit, imports::translation::Meter};

pub(super) struct Pieces<F> {
    pub each: F,
    pub meter: Rc<Meter>,
    pub depth: usize,
    /// How many elements the piece has so far.
    pub elements: usize,
    /// The elements of the piece that are open.
    pub open: Vec<Element>,
    pub has_ended: bool,
}

impl<F: FnMut(Element) -> Result<()>> Pieces<F> {
    pub(super) fn unfit(&self, why: &(impl Display + ?Sized)) -> Error {
        unfit(format!("at line {}, it can't be read as an export of WordPress: {why}", self.meter.line()))
    }

    pub(super) fn ended(&self) -> Result<()> {
        if self.has_ended { Ok(()) } else { Err(self.unfit("it ends in the middle")) }
    }

    pub(super) fn take(&mut self, event: &Event<'_>) -> Result<()> {
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
}
