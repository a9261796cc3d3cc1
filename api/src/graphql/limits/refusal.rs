//! The limits by name.

use actix_web::http::StatusCode;

use crate::problem::Problem;

/// Which limit a document exceeds, and how high that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The text has too many bytes.
    Length(usize),
    /// The text has too many tokens.
    Tokens(usize),
    /// Fields, brackets or fragments are nested too deep.
    Depth(usize),
    /// Too many aliases, fragments expanded.
    Aliases(usize),
    /// Too many directives, fragments expanded.
    Directives(usize),
    /// Too many fields at the root, fragments expanded.
    RootFields(usize),
    /// Too many fields, fragments expanded.
    Cost(usize),
    /// Too many fields of all operations together, fragments expanded.
    Together(usize),
    /// Too many lists of introspection, fragments expanded.
    Introspection(usize),
    /// A name or a number is too long.
    Word(usize),
    /// A fragment spreads itself.
    Cycle,
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let (code, detail) = match refusal {
            Refusal::Length(max) => ("query_too_long", format!("a document may have {max} bytes")),
            Refusal::Tokens(max) => ("query_too_many_tokens", format!("a document may have {max} tokens")),
            Refusal::Depth(max) => ("query_too_deep", format!("fields may be nested {max} deep")),
            Refusal::Aliases(max) => ("query_too_many_aliases", format!("an operation may have {max} aliases")),
            Refusal::Directives(max) => {
                ("query_too_many_directives", format!("an operation may have {max} directives"))
            }
            Refusal::RootFields(max) => {
                ("query_too_many_root_fields", format!("an operation may have {max} fields at its root"))
            }
            Refusal::Cost(max) => ("query_too_complex", format!("an operation may have {max} fields in all")),
            Refusal::Together(max) => {
                ("query_too_complex", format!("the operations of a document may have {max} fields together"))
            }
            Refusal::Introspection(max) => {
                ("query_too_complex", format!("an operation may ask for {max} lists of fields of types in all"))
            }
            Refusal::Word(max) => ("query_too_long", format!("a name or a number may have {max} characters")),
            Refusal::Cycle => ("query_fragment_cycle", "a fragment spreads itself".to_owned()),
        };
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }
}
