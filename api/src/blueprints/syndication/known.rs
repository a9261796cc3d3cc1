//! What a client has already: told without making anything again. By its entity tag alone: no date moves with all that changes a
//! document, such as the name of a tag, or a post of long ago that an import has brought.

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::header::{self, EntityTag, Header, IfNoneMatch},
};

/// The codings of a compressed answer, whose tag has the name of its coding at the end (`middleware::validators`).
const CODINGS: [&str; 4] = ["gzip", "br", "zstd", "deflate"];

/// What stands for a document.
pub struct Validators {
    /// The entity tag of its bytes, without the quotes.
    pub tag: String,
}

impl Validators {
    /// 304, when the client has the document.
    pub fn not_modified(&self, request: &HttpRequest) -> Option<HttpResponse> {
        let tag = self.matched(IfNoneMatch::parse(request).ok()?)?;
        Some(onto(HttpResponse::NotModified(), tag).finish())
    }

    /// The tag of the document in the form that the client has.
    fn matched(&self, known: IfNoneMatch) -> Option<String> {
        let tags = match known {
            IfNoneMatch::Any => return Some(self.tag.clone()),
            IfNoneMatch::Items(tags) => tags,
        };
        let packed = CODINGS.map(|coding| format!("{}-{coding}", self.tag));
        let is_ours = |tag: &EntityTag| tag.tag() == self.tag || packed.iter().any(|packed| tag.tag() == packed);
        tags.iter().find(|tag| is_ours(tag)).map(|tag| tag.tag().to_owned())
    }

    /// The head of an answer with the document.
    pub fn ok(&self, media_type: &'static str) -> HttpResponseBuilder {
        let mut response = onto(HttpResponse::Ok(), self.tag.clone());
        response.insert_header((header::CONTENT_TYPE, media_type));
        response
    }
}

fn onto(mut response: HttpResponseBuilder, tag: String) -> HttpResponseBuilder {
    response.insert_header(header::ETag(EntityTag::new_strong(tag)));
    response
}
