//! Pictures that people sent, made into pictures that can be shown: read once under limits, turned upright, brought to sRGB,
//! and written anew in set widths. Nothing of the sent bytes survives, so neither do metadata (where it was taken, by which
//! camera), nor scripts in comments, nor a second file behind the picture.
//!
//! What a picture may cost is known from its header, before a pixel is decoded ([`Limits`]), and only so many are decoded at once
//! ([`Images`]): that bounds the memory of a worker. PNG is read row by row; JPEG by a decoder that scales while it decodes
//! (`jpeg-decoder`), so that 50 megapixels never exist at once. WebP is written by libwebp, because the encoder in Rust is lossless only. No
//! AVIF: written as quickly as WebP (0.4 s of a core for 2560 by 1707) it was 4 % smaller, which is not worth a third file of each width.

mod colour;
mod format;
mod gif;
mod jpeg;
mod jpeg_header;
mod limits;
mod orientation;
mod picture;
mod pixels;
mod png;
mod shrink;
mod sized;
mod source;
mod studio;
mod tone;
mod webp;

pub use format::Format;
pub use limits::{Limits, Unfit};
pub use picture::{Picture, Rendition, WIDTHS};
pub use studio::Images;
