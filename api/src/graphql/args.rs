//! Arguments that many fields share.

use presswork_domain::page::PageArgs;

/// The Relay arguments, as the domain takes them.
pub const fn page_args(
    first: Option<i64>,
    after: Option<String>,
    last: Option<i64>,
    before: Option<String>,
) -> PageArgs {
    PageArgs { first, after, last, before }
}
