//! JSON bodies, strictly: the right content type, one JSON value, known members only, faults with a pointer.

use std::{future::Future, pin::Pin};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    http::StatusCode,
    web::{Bytes, Data},
};
use presswork_domain::{Error, fault::Fault, platform::Settings};
use serde::{
    Deserialize,
    de::{DeserializeOwned, IgnoredAny},
};
use serde_json::de::SliceRead;
use serde_path_to_error::{Path, Segment};

use crate::{
    call::{IDEMPOTENCY_KEY, Sent},
    media::accepted_type,
    pointer::part,
    problem::{ApiError, Problem},
};

/// A JSON body, parsed.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let accepted = accepted_type(request);
        let depth = request.app_data::<Data<Settings>>().map_or(32, |settings| settings.http.json_depth);
        let bytes = Bytes::from_request(request, payload);
        let keyed = request.headers().contains_key(IDEMPOTENCY_KEY).then(|| request.clone());
        Box::pin(async move {
            accepted?;
            let bytes = bytes.await.map_err(|error| unreadable(&error))?;
            let input = parse(&bytes, depth)?;
            if let Some(request) = keyed {
                request.extensions_mut().insert(Sent(bytes));
            }
            Ok(Self(input))
        })
    }
}

/// A JSON body that may be left out, or be `null`; then it says nothing.
pub struct MaybeBody<T>(pub T);

impl<T: DeserializeOwned + Default + 'static> FromRequest for MaybeBody<T> {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, bytes) = (request.clone(), Bytes::from_request(request, payload));
        Box::pin(async move {
            let bytes = bytes.await.map_err(|error| unreadable(&error))?;
            if bytes.is_empty() || bytes.trim_ascii() == b"null" {
                return Ok(Self(T::default()));
            }
            accepted_type(&request)?;
            let depth = request.app_data::<Data<Settings>>().map_or(32, |settings| settings.http.json_depth);
            let input = parse(&bytes, depth)?;
            if request.headers().contains_key(IDEMPOTENCY_KEY) {
                request.extensions_mut().insert(Sent(bytes));
            }
            Ok(Self(input))
        })
    }
}

fn unreadable(error: &actix_web::Error) -> ApiError {
    let status = error.as_response_error().status_code();
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        return Problem::new(status, "payload_too_large", "the body is larger than this server accepts").into();
    }
    Error::malformed("unreadable_body", "the body could not be read").into()
}

/// Parses a JSON value; where it does not fit, the fault says where. What is no JSON at all is told as that, wherever it breaks.
pub fn parse<T: DeserializeOwned>(bytes: &[u8], max_depth: usize) -> Result<T, Error> {
    if bytes.is_empty() {
        return Err(Error::malformed("missing_body", "this request needs a JSON body"));
    }
    if depth(bytes) > max_depth {
        return Err(Error::malformed("json_too_deep", format!("JSON may be nested {max_depth} levels deep")));
    }
    if bytes.trim_ascii_start().starts_with(b"[") {
        require_json(bytes)?;
        // serde would take the items of an array for the members of an object, in their order.
        return Err(Error::invalid("", "invalid_type", "expected an object, found an array"));
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader)
        .map_err(|error| require_json(bytes).err().unwrap_or_else(|| refused(&error)))?;
    end(&mut reader)?;
    Ok(value)
}

/// Refuses what is not one JSON value from the beginning to the end, whatever it says.
fn require_json(bytes: &[u8]) -> Result<(), Error> {
    std::str::from_utf8(bytes).map_err(|_| Error::malformed("invalid_json", "this is not JSON: it is not UTF-8"))?;
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    IgnoredAny::deserialize(&mut reader).map_err(|error| not_json(&error))?;
    end(&mut reader)
}

fn end(reader: &mut serde_json::Deserializer<SliceRead<'_>>) -> Result<(), Error> {
    reader.end().map_err(|_| Error::malformed("invalid_json", "there is something after the JSON value"))
}

fn not_json(error: &serde_json::Error) -> Error {
    let place = format!("line {}, column {}", error.line(), error.column());
    Error::malformed("invalid_json", format!("this is not JSON: {place}"))
}

fn refused(error: &serde_path_to_error::Error<serde_json::Error>) -> Error {
    let cause = error.inner();
    if !cause.is_data() {
        return not_json(cause);
    }
    let text = cause.to_string();
    let detail = worded(text.split(" at line ").next().unwrap_or_default());
    let (code, pointer) = match member(&detail) {
        Some(("unknown", name)) => ("unknown_field", pointer(error.path(), Some(name))),
        Some(("duplicate", name)) => ("duplicate_field", pointer(error.path(), Some(name))),
        Some((_, name)) => ("required", pointer(error.path(), None) + &part(name)),
        None => ("invalid_type", pointer(error.path(), None)),
    };
    Error::Invalid(vec![Fault::new(pointer, code, detail)])
}

/// What serde says, in words that clients may show: the names of types are ours.
pub fn worded(said: &str) -> String {
    let Some((found, expected)) = said.rsplit_once(", expected ") else { return said.to_owned() };
    let expected = match expected {
        "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number",
        "f32" | "f64" => "a number",
        of_ours if of_ours.starts_with("struct ") => "an object",
        _ => return said.to_owned(),
    };
    format!("{found}, expected {expected}")
}

/// Reads serde's "unknown field `x`", "missing field `x`" and "duplicate field `x`".
fn member(detail: &str) -> Option<(&str, &str)> {
    let (kind, rest) = detail.split_once(" field `")?;
    ["unknown", "missing", "duplicate"].contains(&kind).then_some((kind, rest.split('`').next()?))
}

/// The pointer to a path. An unknown member is its leaf; serde counts it into the path already, if not always.
fn pointer(path: &Path, leaf: Option<&str>) -> String {
    let mut parts: Vec<String> = path
        .iter()
        .filter_map(|segment| match segment {
            Segment::Seq { index } => Some(part(&index.to_string())),
            Segment::Map { key } => Some(part(key)),
            Segment::Enum { .. } | Segment::Unknown => None,
        })
        .collect();
    let leaf = leaf.map(part);
    if leaf != parts.last().cloned() {
        parts.extend(leaf);
    }
    parts.concat()
}

/// How deep brackets nest, strings left out.
fn depth(bytes: &[u8]) -> usize {
    let (mut now, mut most, mut text, mut escaped) = (0_usize, 0, false, false);
    for byte in bytes {
        match (text, byte) {
            (true, b'\\') => escaped = !escaped,
            (true, b'"') if !escaped => text = false,
            (true, _) => escaped = false,
            (false, b'"') => text = true,
            (false, b'[' | b'{') => {
                now += 1;
                most = most.max(now);
            }
            (false, b']' | b'}') => now = now.saturating_sub(1),
            _ => {}
        }
    }
    most
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only parsing is tested")]
    struct Sample {
        title: String,
        tags: Vec<String>,
    }

    fn fault(text: &str) -> (String, String) {
        match parse::<Sample>(text.as_bytes(), 8).unwrap_err() {
            Error::Invalid(faults) => (faults[0].code.to_owned(), faults[0].pointer.clone()),
            other => (other.code().to_owned(), String::new()),
        }
    }

    #[test]
    fn a_fault_says_where_it_is() {
        assert_eq!(fault(r#"{"title": 1, "tags": []}"#), ("invalid_type".into(), "/title".into()));
        assert_eq!(fault(r#"{"title": "a", "tags": ["b", 2]}"#), ("invalid_type".into(), "/tags/1".into()));
        assert_eq!(fault(r#"{"title": "a", "tags": [], "x": 1}"#), ("unknown_field".into(), "/x".into()));
        assert_eq!(fault(r#"{"title": "a", "tags": [], "a/b~c": 1}"#), ("unknown_field".into(), "/a~1b~0c".into()));
        assert_eq!(fault(r#"{"tags": []}"#), ("required".into(), "/title".into()));
        assert_eq!(fault(r#"{"title": "a", "title": "a"}"#), ("duplicate_field".into(), "/title".into()));
    }

    #[test]
    fn what_is_expected_is_said_without_names_of_ours() {
        #[derive(Deserialize, Debug)]
        #[expect(dead_code, reason = "only parsing is tested")]
        struct Amounts {
            whole: i64,
            few: u32,
            inner: Option<Sample>,
        }

        let said = |text: &str| parse::<Amounts>(text.as_bytes(), 8).unwrap_err().detail();
        for (text, expected) in [
            (r#"{"whole": "5"}"#, "/whole: invalid type: string \"5\", expected a whole number"),
            (r#"{"whole": 1.5}"#, "/whole: invalid type: floating point `1.5`, expected a whole number"),
            (r#"{"whole": 1, "few": -1}"#, "/few: invalid value: integer `-1`, expected a whole number"),
            (r#"{"whole": 1, "few": 1, "inner": 5}"#, "/inner: invalid type: integer `5`, expected an object"),
            (
                r#"{"whole": ", expected u8"}"#,
                "/whole: invalid type: string \", expected u8\", expected a whole number",
            ),
        ] {
            assert_eq!(said(text), expected);
        }
    }

    #[test]
    fn an_array_is_no_object_however_well_its_items_fit() {
        assert_eq!(fault(r#" ["a", ["b"]]"#), ("invalid_type".into(), String::new()));
    }

    #[test]
    fn what_is_not_one_json_value_is_malformed() {
        assert_eq!(fault("").0, "missing_body");
        assert_eq!(fault("{").0, "invalid_json");
        assert_eq!(fault("\"\u{1}\"").0, "invalid_json");
        assert_eq!(fault(r#"{"title": "a", "tags": []} x"#).0, "invalid_json");
        assert_eq!(fault(&"[".repeat(9)).0, "json_too_deep");
        for broken in [r#"{"title":1"#, "{}x", r#"{"foo":1"#, r#"{"title":"a","foo":1,,,"#, r#"{"title":1}}"#] {
            assert_eq!(fault(broken).0, "invalid_json", "{broken}: a misfit comes first");
        }
        for broken in ["[1,,2]", "[", r#"["a"] x"#] {
            assert_eq!(fault(broken).0, "invalid_json", "{broken}");
        }
        assert!(parse::<String>(br#""[[[[[[[[[[\"[""#, 8).is_ok());
    }
}
