//! What others take from the site: feeds of all posts, of an author's, of a tag's; the map of the site for search engines; and what is
//! shown of a post where somebody embeds it. All of it is what anybody may see, whoever asks.
//!
//! Feeds have an outline, which is read before the posts themselves and says whether anything has changed. Where a post says that it was
//! published elsewhere first, links lead there, and the map, which is of this site, leaves it out.

mod embed;
mod feed;
mod map;
mod model;
mod site;
mod store;

pub use embed::{Embed, embed};
pub use feed::{feed, outline};
pub use map::{MAP_PART, Map, MapPart, map, places};
pub use model::{About, Feed, Outline, Place, Source};
pub use site::Site;
