//! How often one may try: logins, registrations, mails, addresses of posts and tags that others have, tokens for programs.
//!
//! A login counts in three buckets: what was typed from this address, this address, and what was typed from anywhere. The last one
//! does not count for an address from which the account has logged in lately, and its wait is a minute at most: somebody
//! who guesses from a thousand addresses can slow the account down for strangers, and never locks its owner out. An account
//! that does not exist is counted like one that does, so that the answer tells nothing; and the name and the mail address of one
//! are counted apart, so that a wait for one does not tell whose the other is. An account has these two and no third, so that
//! nobody guesses more than twice as often.

mod service;

pub use service::{Attempt, Login, Wish, access_token, address_of_post, login, mail, name_of_tag, registration};
