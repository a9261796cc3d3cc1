//! The use cases of accounts, one file per flow.

mod admit;
mod compared;
mod deletion;
mod email;
mod hold;
mod login;
mod password;
mod profile;
mod proof;
mod register;
mod session;
mod sessions;
mod setup;
mod shell;
mod unconfirmed;
mod vigil;

pub(crate) use admit::{admit, admit_without_password, as_made, prepare, require_free_address};
pub use deletion::delete_me;
pub(crate) use deletion::{Leaving, forget, forget_address, leaving};
pub use email::{change_email, confirm_email_change};
pub(crate) use hold::{hold, let_in};
pub(crate) use login::{Entered, enter_by_identity};
pub use login::{complete_two_factor_login, login};
pub(crate) use password::lock_password;
pub use password::{change_password, request_password_reset, reset_password, send_link};
pub use profile::{update_me, update_user};
pub use proof::reauthenticate;
pub use register::{confirm_email, register, request_email_verification};
pub use session::{authenticate, logout, me, refresh};
pub use sessions::{revoke_other_sessions, revoke_session, sessions};
pub use setup::{create_first_admin, offer_setup};
pub use shell::{create_admin, end_second_factor, note_rotation, promote, set_password};
pub use unconfirmed::purge_unconfirmed;
pub use vigil::Vigil;
