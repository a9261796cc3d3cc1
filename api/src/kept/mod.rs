//! Public answers that are kept: what everybody may see is read once and shown to all, until something that it was made of is
//! written (`platform::freshness`). An answer is kept only if nobody in particular asked, it went well, and every statement
//! told what it read; one with a caller's budget in it is not kept. It costs its caller what making it would have cost.

mod answers;
mod flights;

pub use answers::{Answers, Kept, Key, Question};
