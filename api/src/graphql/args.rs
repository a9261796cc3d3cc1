//! Arguments that many fields share.

use presswork_domain::{Result, expected::Expected, page::PageArgs};

/// The Relay arguments, as the domain takes them.
pub const fn page_args(
    first: Option<i64>,
    after: Option<String>,
    last: Option<i64>,
    before: Option<String>,
) -> PageArgs {
    PageArgs { first, after, last, before }
}

/// The `ifMatch` argument.
///
/// # Errors
/// `invalid_if_match`.
pub fn expected(if_match: Option<&str>) -> Result<Expected> {
    if_match.map_or(Ok(Expected::Any), Expected::parse)
}
