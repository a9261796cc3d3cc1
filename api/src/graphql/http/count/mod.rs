//! The root fields of the operation that is run: what they may cost before, which of them were run after. What is counted is
//! named by the document, and only once it has been found to fit the schema, so that no client can make up names.

mod arguments;
mod bound;
mod collector;
mod fields;
mod lists;
mod run;

pub use fields::RootFields;
pub use lists::Lists;

#[cfg(test)]
mod tests;
