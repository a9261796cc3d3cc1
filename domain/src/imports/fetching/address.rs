//! Which addresses in a post are pictures of the site that it comes from.

use url::Url;

use crate::{
    media,
    platform::{markdown, outbound::URL_MAX},
};

/// The addresses in a source, as they are written there, that lie on this site.
pub(super) fn of_source(origin: &Url, source: &str) -> Vec<String> {
    let mut found = markdown::pictures(source);
    found.retain(|address| absolute(origin, address).is_some());
    found
}

/// What an address leads to, if that is on this site. Its old pages may still name it without TLS.
pub(super) fn absolute(origin: &Url, address: &str) -> Option<Url> {
    // Media of this site have relative addresses, as those of the other site may be.
    if address.starts_with(media::PATH) || address.len() > URL_MAX {
        return None;
    }
    let mut url = origin.join(address).ok()?;
    url.set_fragment(None);
    if url.host()? != origin.host()? || !["http", "https"].contains(&url.scheme()) {
        return None;
    }
    if url.port().is_none() && origin.port().is_none() {
        url.set_scheme(origin.scheme()).ok()?;
    }
    Some(url)
}

/// What a file is called.
pub(super) fn filename(url: &Url) -> String {
    url.path_segments().and_then(|mut parts| parts.next_back()).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_of_the_site_are_told_from_others() {
        let origin = Url::parse("https://old.example/blog/").unwrap();
        for (address, expected) in [
            ("https://old.example/a.png", Some("https://old.example/a.png")),
            ("http://old.example/a.png#x", Some("https://old.example/a.png")),
            ("/content/a.png", Some("https://old.example/content/a.png")),
            ("a.png", Some("https://old.example/blog/a.png")),
            ("https://old.example:8443/a.png", Some("https://old.example:8443/a.png")),
            ("https://other.example/a.png", None),
            ("//other.example/a.png", None),
            ("https://old.example.evil.example/a.png", None),
            ("/v1/media/media_x/640.jpg", None),
            ("data:image/png;base64,AAAA", None),
            ("ftp://old.example/a.png", None),
        ] {
            assert_eq!(absolute(&origin, address).as_ref().map(Url::as_str), expected, "{address}");
        }
        assert_eq!(filename(&Url::parse("https://old.example/x/a.png?w=1").unwrap()), "a.png");
    }
}
