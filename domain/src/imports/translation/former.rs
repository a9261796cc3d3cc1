//! Former addresses of posts. What one ends with leads on to its post here, as former slugs do, where that can be.

use url::Url;

use super::{Links, Name};
use crate::slug;

/// Most former names of a post.
pub(in crate::imports) const FORMER_MAX: usize = 100;

/// Adds a former name of a post to those that are kept, once.
///
/// # Errors
/// Why it can't be kept, as what is said behind the name.
pub(in crate::imports) fn also(names: &mut Vec<String>, name: String) -> Result<(), String> {
    if names.contains(&name) {
        return Ok(());
    }
    if names.len() >= FORMER_MAX {
        return Err(format!("is one of more than {FORMER_MAX} former names of a post, and is not kept"));
    }
    names.push(name);
    Ok(())
}

/// The name that an address ends with, such as a redirect leads from: of a file without its ending, and of the index of a folder that of the
/// folder. None where it has none.
pub(in crate::imports) fn last_name(address: &str) -> Option<String> {
    let whole = Url::parse(address.trim()).ok().filter(Url::has_host);
    let path = whole.as_ref().map_or_else(|| address.trim(), Url::path);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut parts = path.rsplit('/').filter(|part| !part.is_empty());
    let last = parts.next()?;
    let name = [".html", ".htm"].iter().find_map(|ending| last.strip_suffix(ending)).unwrap_or(last);
    let name = if name == "index" { parts.next() } else { Some(name) };
    name.map(str::to_owned)
}

impl Links {
    /// Makes a former name lead to the post at a place. Tells whether it has to be kept: not where it is what the post is called now.
    ///
    /// # Errors
    /// Why it can't be kept, as what is said behind the name.
    pub(in crate::imports) fn keep(&mut self, name: &str, place: u32) -> Result<bool, &'static str> {
        if slug::parse(name).is_err() {
            return Err("can be no slug here, and is not kept");
        }
        if self.place(Name::Slug(name)).is_some_and(|of| of != place) {
            return Err("leads to another post of the source, and is not kept");
        }
        if self.slug_at(place) == Some(name) {
            return Ok(false);
        }
        self.lead(Name::Slug(name), place);
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_ends_with_a_name() {
        for (address, name) in [
            ("/2020/01/31/rain/", Some("rain")),
            ("rain", Some("rain")),
            ("/old/rain.html", Some("rain")),
            ("/old/rain/index.html#there", Some("rain")),
            ("https://old.example/rain?utm=x", Some("rain")),
            ("https://old.example/", None),
            ("/?p=7", None),
            ("/index.html", None),
            ("", None),
        ] {
            assert_eq!(last_name(address).as_deref(), name, "{address}");
        }
    }

    #[test]
    fn there_is_an_end_to_the_names_of_a_post() {
        let mut names = Vec::new();
        assert!((0..FORMER_MAX).all(|n| also(&mut names, format!("rain-{n}")).is_ok()));
        assert!(also(&mut names, "rain-7".to_owned()).is_ok(), "which is among them");
        assert!(also(&mut names, "snow".to_owned()).is_err());
        assert_eq!(names.len(), FORMER_MAX);
    }

    #[test]
    fn a_name_is_kept_where_it_is_nobody_elses() {
        let mut links = Links::new(None);
        let (rain, snow) = (links.add("1", "rain").unwrap(), links.add("2", "snow").unwrap());
        assert_eq!(links.keep("wet", rain), Ok(true));
        assert_eq!(links.slug(Name::Slug("wet")), Some("rain"));
        assert_eq!(links.keep("rain", rain), Ok(false), "which it is called");
        assert!(links.keep("wet", snow).is_err() && links.keep("snow", rain).is_err());
        assert!(links.keep("Wet_1", rain).is_err() && links.keep("", rain).is_err());
    }
}
