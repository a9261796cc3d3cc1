//! The value types of media.

mod input;
mod medium;
mod picture;
mod state;
mod ticket;

pub use input::{ALT_TEXT_MAX, FILENAME_MAX, MEDIA_TYPE_MAX, MediaInput, MediaPatchInput};
pub(super) use input::{NewMedia, alt_text};
pub use medium::{Media, Sending};
pub use picture::{MediaPicture, MediaVariant, PATH};
pub use state::MediaState;
pub use ticket::{MediaUpload, Ticket};
