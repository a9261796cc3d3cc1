//! What holds for every request over HTTP, whatever it asks for.

mod compression;
mod cors;
mod flood;
mod headers;
mod meta;
mod methods;
mod outages;
mod problems;
