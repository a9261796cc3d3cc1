//! How often one may try: logins, registrations, mails, addresses of posts and tags that others have, tokens for programs.
//!
//! A login counts in three buckets: the account from this address, this address, and the account from anywhere. The last one
//! does not count for an address from which the account has logged in lately, and its wait is a minute at most: somebody
//! who guesses from a thousand addresses can slow the account down for strangers, and never locks its owner out. An account
//! that does not exist is counted like one that does, so that the answer tells nothing.

mod service;

pub use service::{Attempt, Wish, access_token, address_of_post, login, mail, name_of_tag, registration};
