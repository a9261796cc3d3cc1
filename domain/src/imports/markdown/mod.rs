//! Archives of Markdown files with front matter, as static site generators have them, made into archives of a site: so that planning, applying
//! and taking back are the same for both. A file is told from others by its path alone, so that one that comes again is the same post,
//! whatever has changed in it.

mod former;
mod front_matter;
mod site;
mod source;
mod translate;

pub(super) use translate::{survey, translate};
