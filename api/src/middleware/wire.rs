//! What HTTP asks of every message and the server beneath leaves to us (RFC 9110 and RFC 9112): requests that are none, other names
//! of the same coding, and how answers end.

use std::net::Ipv6Addr;

use actix_web::{
    Error, ResponseError,
    body::{BodySize, BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        ConnectionType, StatusCode, Version,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
    middleware::Next,
};

use crate::problem::{ApiError, Problem};

/// The longest target, path and query, that is read, in bytes.
const LONGEST_TARGET: usize = 32 * 1024;
/// What names codings.
const OF_CODINGS: [HeaderName; 2] = [header::ACCEPT_ENCODING, header::CONTENT_ENCODING];
/// The other name of gzip (RFC 9110, section 8.4.1.3).
const X_GZIP: &str = "x-gzip";

/// Refuses what is no request, once it was counted and its origin is known.
///
/// # Errors
/// Those of the layers further in.
pub async fn refuse_nonsense<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match refusal(&request) {
        Some(error) => Ok(request.into_response(error.error_response())),
        None => Ok(next.call(request).await?.map_into_boxed_body()),
    }
}

/// Why a request is refused whatever it asks for.
fn refusal(request: &ServiceRequest) -> Option<ApiError> {
    if request.uri().path_and_query().is_some_and(|target| target.as_str().len() > LONGEST_TARGET) {
        let detail = format!("the address is longer than {LONGEST_TARGET} bytes");
        return Some(Problem::new(StatusCode::URI_TOO_LONG, "uri_too_long", detail).into());
    }
    let detail = if request.headers().get(header::HOST).is_some_and(|host| !is_host(host)) {
        "the Host header names no host"
    } else if !is_text(request.query_string()) {
        "the query of the address is not UTF-8 in percent-encoding"
    } else {
        return None;
    };
    Some(Problem::new(StatusCode::BAD_REQUEST, "bad_request", detail).into())
}

/// Calls codings by the names that everything further in knows them by.
pub fn name_codings(headers: &mut HeaderMap) {
    for name in OF_CODINGS {
        if !headers.get_all(&name).any(says_x_gzip) {
            continue;
        }
        let lines: Vec<_> = headers.get_all(&name).map(renamed).collect();
        drop(headers.remove(&name));
        for line in lines {
            headers.append(name.clone(), line);
        }
    }
}

/// Lets an answer end so that its client sees it. Before HTTP/1.1 there are no chunks, so that what has no length ends with its
/// connection. So does the answer to who wants another protocol and does not get it: the server beneath closes that connection
/// in any case, and a client that is not told loses the next request.
pub fn frame(response: &mut ServiceResponse<BoxBody>) {
    let asked = response.request().head();
    let is_old = asked.version < Version::HTTP_11;
    let wants_another = asked.connection_type() == ConnectionType::Upgrade;
    let is_endless = response.response().body().size() == BodySize::Stream && response.response().head().chunked();
    let head = response.response_mut().head_mut();
    if is_old && is_endless {
        head.no_chunking(true);
        // Of what was compressed since.
        drop(head.headers.remove(header::CONTENT_LENGTH));
        head.set_connection_type(ConnectionType::Close);
    }
    if wants_another && head.status != StatusCode::SWITCHING_PROTOCOLS {
        head.set_connection_type(ConnectionType::Close);
    }
}

fn says_x_gzip(line: &HeaderValue) -> bool {
    line.as_bytes().windows(X_GZIP.len()).any(|part| part.eq_ignore_ascii_case(X_GZIP.as_bytes()))
}

fn renamed(line: &HeaderValue) -> HeaderValue {
    let Ok(text) = line.to_str() else { return line.clone() };
    let items: Vec<_> = text
        .split(',')
        .map(|item| {
            let (coding, weight) = item.split_at(item.find(';').unwrap_or(item.len()));
            let is_gzip = coding.trim().eq_ignore_ascii_case(X_GZIP);
            format!("{}{weight}", if is_gzip { "gzip" } else { coding.trim() })
        })
        .collect();
    HeaderValue::try_from(items.join(", ")).unwrap_or_else(|_| line.clone())
}

/// Whether it is a host and maybe a port (RFC 3986, section 3.2.2), or nothing, as clients say that have no host to name.
fn is_host(field: &HeaderValue) -> bool {
    let Ok(text) = field.to_str() else { return false };
    let bracketed = text.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let (is_name, port) = if let Some((address, port)) = bracketed {
        // A zone means something only to who asks (RFC 6874), and some send it.
        let address = address.split('%').next().unwrap_or_default();
        (address.parse::<Ipv6Addr>().is_ok(), port)
    } else {
        let (name, port) = text.split_at(text.find(':').unwrap_or(text.len()));
        (unescaped(name).is_some() && name.bytes().all(is_of_name), port)
    };
    is_name && (port.is_empty() || port.strip_prefix(':').is_some_and(|it| it.bytes().all(|one| one.is_ascii_digit())))
}

const fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'%' | b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+')
        || matches!(byte, b',' | b';' | b'=')
}

/// Whether it is UTF-8 once it is decoded. What is not would be read as another text than was sent.
fn is_text(query: &str) -> bool {
    !query.contains('%') || unescaped(query).is_some_and(|bytes| std::str::from_utf8(&bytes).is_ok())
}

/// Takes percent-encoding off (RFC 3986, section 2.1); nothing when a sign of it has no two digits.
fn unescaped(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut plain) = (text.bytes(), Vec::with_capacity(text.len()));
    while let Some(byte) = bytes.next() {
        plain.push(if byte == b'%' { (digit(bytes.next()?)? << 4) | digit(bytes.next()?)? } else { byte });
    }
    Some(plain)
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_what_rfc_3986_says() {
        let is = |text: &'static str| is_host(&HeaderValue::from_static(text));
        for host in [
            "a",
            "a.example:8080",
            "a:",
            "192.0.2.1",
            "[::1]",
            "[2001:db8::1]:443",
            "[fe80::1%25eth0]:80",
            "a_b",
            "%61",
            "",
        ] {
            assert!(is(host), "{host:?}");
        }
        for host in ["a b", "a/b", "a@b", "a?b", "a:b", "a:1:2", "[::1", "[x]", "[::1]x", "%6", "%zz", "a\\b"] {
            assert!(!is(host), "{host:?}");
        }
    }

    #[test]
    fn a_query_is_text() {
        for query in ["", "a=b&c", "tag=%C3%A9", "q=%25", "a=+"] {
            assert!(is_text(query), "{query}");
        }
        for query in ["tag=%ff", "tag=%zz", "tag=%", "tag=%2", "%c3=%a9", "a=%c3%28"] {
            assert!(!is_text(query), "{query}");
        }
    }

    #[test]
    fn gzip_has_one_name() {
        let named = |lines: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append(header::ACCEPT_ENCODING, HeaderValue::from_static(line));
            }
            name_codings(&mut headers);
            let lines = headers.get_all(header::ACCEPT_ENCODING).map(|line| line.to_str().unwrap().to_owned());
            lines.collect::<Vec<_>>()
        };
        assert_eq!(named(&["X-GZip"]), ["gzip"]);
        assert_eq!(named(&["br;q=0.5,x-gzip ;q=1", "zstd"]), ["br;q=0.5, gzip;q=1", "zstd"]);
        assert_eq!(named(&["gzip;q=1 , br"]), ["gzip;q=1 , br"]);
        assert_eq!(named(&["not-x-gzip"]), ["not-x-gzip"]);
    }
}
