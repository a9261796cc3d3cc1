//! Going through an export once.

use std::{collections::HashMap, path::Path};

use super::model::Survey;
use crate::{
    Error, Result,
    archive::unfit,
    imports::{
        ghost::{rows, shelf::Shelf},
        translation::{Document, Findings, Kept, Links},
    },
};

/// Goes through an export, of the site at `origin`; `folder` is for scratch files.
///
/// # Errors
/// `invalid_archive` with a sentence about what is wrong with it; a fault of an `origin` that is no address; `internal` when the disk is full.
pub(in crate::imports) fn survey(path: &Path, origin: Option<&str>, folder: &Path) -> Result<Survey> {
    let links = Links::new(origin);
    if origin.is_some() && links.origin().is_none() {
        return Err(Error::invalid("/origin", "invalid_format", "an address that begins with http:// or https://"));
    }
    let document = Document::find(path, ".json", "redirects")?;
    let mut survey = Survey {
        document: document.clone(),
        people: Vec::new(),
        links,
        made: Vec::new(),
        former: HashMap::new(),
        findings: Findings::default(),
        tags: HashMap::new(),
        tagged: HashMap::new(),
        authors: HashMap::new(),
        more: Shelf::new(folder)?,
        kept: Kept::default(),
    };
    if !document.read(|bounded| rows::read(bounded, &mut survey))? {
        return Err(unfit("this is no export of Ghost: there are no posts in it"));
    }
    survey.redirects()?;
    Ok(survey)
}
