//! What a client has already: told without making anything again.

use std::time::SystemTime;

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::header::{self, EntityTag, Header, HttpDate, IfModifiedSince, IfNoneMatch},
};
use chrono::{DateTime, TimeDelta, Utc};
use presswork_domain::Context;

/// The codings of a compressed answer, whose tag has the name of its coding at the end (`middleware::validators`).
const CODINGS: [&str; 4] = ["gzip", "br", "zstd", "deflate"];

/// What stands for a document.
pub struct Validators {
    /// The entity tag of its bytes, without the quotes.
    pub tag: String,
    /// When anything was changed last that may have changed it.
    pub modified: Option<DateTime<Utc>>,
}

impl Validators {
    /// 304, when the client has the document.
    pub fn not_modified(&self, cx: &Context, request: &HttpRequest) -> Option<HttpResponse> {
        if request.headers().contains_key(header::IF_NONE_MATCH) {
            let tag = self.matched(IfNoneMatch::parse(request).ok()?)?;
            return Some(self.onto(cx, HttpResponse::NotModified(), &tag).finish());
        }
        let IfModifiedSince(since) = IfModifiedSince::parse(request).ok()?;
        let since = DateTime::<Utc>::from(SystemTime::from(since));
        // What was deleted and removed for good since then is not told by any date.
        let kept = TimeDelta::from_std(cx.settings().posts.deleted_kept).unwrap_or(TimeDelta::zero());
        let is_known = self.modified?.timestamp() <= since.timestamp() && since > cx.now - kept;
        is_known.then(|| self.onto(cx, HttpResponse::NotModified(), &self.tag).finish())
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
    pub fn ok(&self, cx: &Context, media_type: &'static str) -> HttpResponseBuilder {
        let mut response = self.onto(cx, HttpResponse::Ok(), &self.tag);
        response.insert_header((header::CONTENT_TYPE, media_type));
        response
    }

    fn onto(&self, cx: &Context, mut response: HttpResponseBuilder, tag: &str) -> HttpResponseBuilder {
        response.insert_header(header::ETag(EntityTag::new_strong(tag.to_owned())));
        // Within this second there may be another change, which the date would not tell.
        if let Some(at) = self.modified.filter(|at| at.timestamp() < cx.now.timestamp()) {
            response.insert_header(header::LastModified(HttpDate::from(SystemTime::from(at))));
        }
        response
    }
}
