//! What elements say.

use std::fmt::Display;

use quick_xml::events::BytesRef;

use super::{element::Element, parser::Pieces};
use crate::{Error, Result};

impl<F: FnMut(Element) -> Result<()>> Pieces<F> {
    pub(super) fn push<E: Display>(&mut self, text: Result<std::borrow::Cow<'_, str>, E>) -> Result<()> {
        let text = text.map_err(|error| self.unfit(&format!("it is not in UTF-8: {error}")))?;
        if let Some(element) = self.open.last_mut() {
            element.text.push_str(&text);
        }
        Ok(())
    }

    /// A sign by its number or one of the five names that XML has; any other name stays as it stands there, for HTML to know it.
    pub(super) fn refer(&mut self, reference: &BytesRef<'_>) -> Result<()> {
        if let Some(sign) = reference.resolve_char_ref().map_err(|error| self.unfit(&error))? {
            return self.push::<Error>(Ok(sign.to_string().into()));
        }
        let name = reference.decode().map_err(|error| self.unfit(&error))?;
        let sign = quick_xml::escape::resolve_xml_entity(&name).map_or_else(|| format!("&{name};"), str::to_owned);
        self.push::<Error>(Ok(sign.into()))
    }
}
