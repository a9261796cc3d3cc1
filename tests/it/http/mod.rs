//! What holds for every request over HTTP, whatever it asks for.

mod compression;
mod conformance;
mod cors;
mod deadline;
mod flood;
mod framing;
mod headers;
mod meta;
mod methods;
mod networks;
mod outages;
mod problems;
mod tls;
mod wire;
