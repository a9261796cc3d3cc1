//! Arguments that many fields share.

use presswork_domain::{
    Result,
    expected::Expected,
    page::{PAGE_DEFAULT, PAGE_MAX, PageArgs},
};

/// The Relay arguments, as the domain takes them.
pub const fn page_args(
    first: Option<i64>,
    after: Option<String>,
    last: Option<i64>,
    before: Option<String>,
) -> PageArgs {
    PageArgs { first, after, last, before }
}

/// What a list within other things costs: as much as all that it may bring.
pub fn nested(first: Option<i64>, last: Option<i64>, each: usize) -> usize {
    let most = first.or(last).and_then(|n| usize::try_from(n).ok()).unwrap_or(PAGE_DEFAULT as usize);
    most.min(PAGE_MAX as usize).saturating_mul(each).saturating_add(1)
}

/// The `ifMatch` argument.
///
/// # Errors
/// `invalid_if_match`.
pub fn expected(if_match: Option<&str>) -> Result<Expected> {
    if_match.map_or(Ok(Expected::Any), Expected::parse)
}
