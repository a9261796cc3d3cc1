//! Archives of Markdown files with front matter, as static site generators have them, made into archives of a site: so that planning, applying
//! and taking back are the same for both. What comes of a file follows from its name and its date alone, so that a file that comes again
//! is the same post.

mod front_matter;
mod site;
mod source;
mod translate;

pub(super) use translate::translate;
