//! The only folder that speaks SQL about accounts, sessions and their tokens.

mod account;
mod changes;
mod creation;
mod email_changes;
mod ends;
mod links;
mod live;
mod refresh_tokens;
mod sessions;
mod setup_links;
mod unconfirmed;

pub(super) use account::{Account, as_looked_for, by_email, by_id, by_login, by_ref, held};
pub(super) use changes::{lock_admins, manage, mark_verified, set_hold, set_password, set_role, touch, update_profile};
pub(super) use creation::{insert, username_conflict, username_taken};
pub(super) use email_changes::{Side, agree, begin_email_change, end_email_change, set_email};
pub(super) use ends::{anonymise, forget_address, remove_belongings, set_erase_at};
pub(super) use links::{
    APPROVE_EMAIL, CONFIRM_NEW_EMAIL, RESET_PASSWORD, VERIFY_EMAIL, email_token, insert_email_token,
    links_within_an_hour, no_link, use_email_token, void_email_tokens,
};
pub(super) use live::{live_session, note_use};
pub(super) use refresh_tokens::{insert_refresh_token, refresh_token, use_refresh_token};
pub(super) use sessions::{
    SESSIONS, insert_session, prove, revoke_session, revoke_session_of, revoke_sessions, session_owner, sessions,
    touch_session,
};
pub(super) use setup_links::{is_setup_token, offer_setup, use_setup_token, withdraw_setup};
pub(super) use unconfirmed::{UNCONFIRMED_BATCH, remove_unconfirmed, set_aside};
