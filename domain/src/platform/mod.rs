//! Ports to the world and their adapters: what tests and deployments really swap.

pub mod clock;
pub mod cursor;
pub mod db;
pub mod entropy;
pub mod mailer;
pub mod markdown;
pub mod password;
pub mod queue;
pub mod secret;
pub mod settings;
pub mod task;
pub mod token;

pub use cursor::Cursors;
pub use db::{Db, Sql, Tx};
pub use mailer::Mailer;
pub use password::Passwords;
pub use queue::Queue;
pub use secret::Secrets;
pub use settings::Settings;
pub use token::Tokens;
