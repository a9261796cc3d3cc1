//! A file that is compiled in.
//!
//! Kept by browsers for five minutes and asked for again by its tag after that: the addresses carry no version, and an
//! upgrade must not mix old scripts with new pages for long. The tag is weak, because a proxy or middleware may compress.

use std::hash::{DefaultHasher, Hasher};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, ETag, EntityTag, Header, IfNoneMatch},
    web::Bytes,
};

use super::csp;

/// One file with its tag, worked out once.
pub struct StaticFile {
    content_type: &'static str,
    bytes: Bytes,
    tag: EntityTag,
}

impl StaticFile {
    /// The type has to be right: browsers are told not to guess.
    pub fn new(content_type: &'static str, bytes: Bytes) -> Self {
        let mut hasher = DefaultHasher::new();
        hasher.write(&bytes);
        let tag = EntityTag::new_weak(format!("{:016x}", hasher.finish()));
        Self { content_type, bytes, tag }
    }

    /// The file, or 304 for who has it already.
    pub fn answer(&self, request: &HttpRequest) -> HttpResponse {
        let known = match IfNoneMatch::parse(request) {
            Ok(IfNoneMatch::Any) => true,
            Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|tag| tag.weak_eq(&self.tag)),
            Err(_) => false,
        };
        let mut answer = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
        answer
            .insert_header(ETag(self.tag.clone()))
            .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
            .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"));
        if known {
            return answer.finish();
        }
        answer
            .insert_header((header::CONTENT_TYPE, self.content_type))
            .insert_header((header::CONTENT_SECURITY_POLICY, csp::INERT))
            .body(self.bytes.clone())
    }
}
