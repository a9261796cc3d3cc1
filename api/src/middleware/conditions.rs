//! What reads are conditional on: the tags and the date that a client names (RFC 9110, section 13.1).

use actix_web::{
    HttpRequest,
    http::{
        StatusCode,
        header::{self, EntityTag, HeaderMap, HeaderName, HeaderValue, HttpDate},
    },
};

use crate::graphql;

/// Whether what has this tag is what a read wants by its `If-Match`. What is not, the validators refuse: no part of it is needed.
pub fn admits(request: &HttpRequest, tag: &EntityTag) -> bool {
    let wanted = Wanted::of(request).tags;
    wanted.is_none() || wanted.name(tag, EntityTag::strong_eq)
}

/// What a read is to be of. A date counts only where no tag is named.
pub struct Wanted {
    tags: Tags,
    since: Option<HttpDate>,
}

impl Wanted {
    /// In GraphQL `If-Match` stands for an argument of a mutation, and queries pass it over.
    pub fn of(request: &HttpRequest) -> Self {
        if request.path() == graphql::PATH {
            return Self { tags: Tags(Vec::new()), since: None };
        }
        let tags = Tags::of(request, &header::IF_MATCH);
        Self { tags, since: request.headers().get(header::IF_UNMODIFIED_SINCE).and_then(date) }
    }

    /// Whether an answer is that. One that has no tag, or no date, is not compared; nor is one that refuses anyway.
    pub fn is(&self, status: StatusCode, headers: &HeaderMap) -> bool {
        if !(status.is_success() || status == StatusCode::NOT_MODIFIED) {
            return true;
        }
        if !self.tags.is_none() {
            return headers.get(header::ETAG).is_none_or(|tag| self.tags.have(tag, EntityTag::strong_eq));
        }
        let modified = headers.get(header::LAST_MODIFIED).and_then(date);
        self.since.zip(modified).is_none_or(|(since, modified)| modified <= since)
    }
}

fn date(value: &HeaderValue) -> Option<HttpDate> {
    value.to_str().ok()?.parse().ok()
}

/// How two tags are compared.
pub type Same = fn(&EntityTag, &EntityTag) -> bool;

/// The tags that a client names: the lines of `If-None-Match` or `If-Match`.
pub struct Tags(Vec<HeaderValue>);

impl Tags {
    /// Those of this header.
    pub fn of(request: &HttpRequest, name: &HeaderName) -> Self {
        Self(request.headers().get_all(name).cloned().collect())
    }

    fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether it is among them.
    pub fn have(&self, tag: &HeaderValue, same: Same) -> bool {
        let Some(first) = self.0.first() else { return false };
        // Most send back what they were told.
        let quoted = tag.len() > 1 && tag.as_bytes().starts_with(b"\"") && tag.as_bytes().ends_with(b"\"");
        if quoted && self.0.len() == 1 && first == tag {
            return true;
        }
        let Some(tag) = tag.to_str().ok().and_then(|tag| tag.parse::<EntityTag>().ok()) else { return false };
        self.name(&tag, same)
    }

    fn name(&self, tag: &EntityTag, same: Same) -> bool {
        let Ok(lines) = self.0.iter().map(HeaderValue::to_str).collect::<Result<Vec<_>, _>>() else { return false };
        let is_any = lines.first().is_some_and(|line| line.trim() == "*");
        let mut tags = lines.iter().flat_map(|line| line.split(',')).map(str::trim);
        is_any || tags.any(|one| one.parse::<EntityTag>().is_ok_and(|one| same(&one, tag)))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn what_a_client_has_is_found_in_all_that_it_names() {
        let has = |lines: &[&'static str], tag| {
            let tags = Tags(lines.iter().copied().map(HeaderValue::from_static).collect());
            tags.have(&HeaderValue::from_static(tag), EntityTag::weak_eq)
        };
        for lines in [&["\"7-a\""][..], &["W/\"7-a\""], &["\"x\" , \"7-a\""], &["\"x\"", "\"7-a\""], &[" * "]] {
            assert!(has(lines, "\"7-a\""), "{lines:?}");
        }
        for lines in [&["\"7-b\""][..], &["7-a"], &["\"x\"", "*"], &["\"7-a-br\""], &[]] {
            assert!(!has(lines, "\"7-a\""), "{lines:?}");
        }
        assert!(has(&["\"a\""], "W/\"a\"") && !has(&["nonsense"], "nonsense"));
    }

    #[test]
    fn a_read_is_of_what_was_named() {
        const TAG: &str = "\"7-a\"";
        let (early, late) = ("Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:38 GMT");
        let mut headers = HeaderMap::new();
        headers.insert(header::ETAG, HeaderValue::from_static(TAG));
        headers.insert(header::LAST_MODIFIED, HeaderValue::from_static(late));
        let is = |named: &[(HeaderName, &'static str)], status| {
            let request = named
                .iter()
                .fold(TestRequest::default(), |request, (name, value)| request.append_header((name.clone(), *value)));
            Wanted::of(&request.to_http_request()).is(status, &headers)
        };
        let (tag, since) = (header::IF_MATCH, header::IF_UNMODIFIED_SINCE);
        for status in [StatusCode::OK, StatusCode::PARTIAL_CONTENT, StatusCode::NOT_MODIFIED] {
            assert!(is(&[], status) && is(&[(tag.clone(), "*")], status) && is(&[(since.clone(), late)], status));
            assert!(is(&[(tag.clone(), "\"x\", \"7-a\""), (since.clone(), early)], status), "the tag counts");
            for other in ["\"x\"", "W/\"7-a\"", "\"7-a-br\"", "7"] {
                assert!(!is(&[(tag.clone(), other)], status), "{other}");
            }
            assert!(!is(&[(since.clone(), early)], status) && is(&[(since.clone(), "once")], status));
        }
        assert!(is(&[(tag, "\"x\"")], StatusCode::NOT_FOUND));
    }
}
