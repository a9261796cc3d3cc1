//! Media: pictures that people send, in three steps. A ticket says what is coming and whose it is. Its bytes come in one piece or in
//! several, from where the last broke off. Then a job looks at what they really are, and makes the picture ready: upright, in sRGB, in
//! set widths, without a byte of what was sent; or it refuses the picture and says why.
//!
//! The same bytes are made ready once (`media_blobs`, by their SHA-256), however many send them. A medium is `waiting` for its bytes,
//! `processing`, then `ready` or `refused`. Until it is ready it is seen by its owner and by editors; then by everyone, for ever the same.
//!
//! Every file is written down before it is written (`media_objects`). So whatever dies on the way, what is left is found by
//! [`collect()`]: tickets that are over, uploads that broke off, pictures that nobody has any more.

mod adopt;
mod collect;
mod jobs;
mod model;
mod policy;
mod process;
mod service;
mod store;
mod take;
mod upload;

pub(crate) use adopt::{Fetched, adopt, drop_begun, hand_over};
pub use collect::collect;
pub use jobs::ProcessMedia;
pub use model::{
    ALT_TEXT_MAX, FILENAME_MAX, MEDIA_TYPE_MAX, Media, MediaInput, MediaPatchInput, MediaPicture, MediaState,
    MediaUpload, MediaVariant, PATH, Sending, Ticket,
};
pub use process::process;
pub(crate) use service::hold;
pub use service::{Served, complete, create, delete, find, get, get_many, library, open, read, update};
pub(crate) use store::forget;
pub(crate) use take::{TakenFile, TakenPicture, take};
pub use upload::receive;
