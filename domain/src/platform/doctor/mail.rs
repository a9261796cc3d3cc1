//! The mail server.

use std::error::Error as _;

use super::Finding;
use crate::{
    Result,
    platform::{
        Settings,
        mailer::{Letterhead, SmtpMailer},
    },
};

const PART: &str = "mail";

pub(super) async fn examine(settings: &Settings) -> Vec<Finding> {
    if settings.mail.smtp_url.is_empty() {
        let seen = format!("no mail server is set: mails are files in {}", settings.mailbox_dir().display());
        let advice = "set mail.smtp_url; nobody can confirm an address otherwise";
        return vec![if settings.is_production() {
            Finding::odd(PART, seen, advice)
        } else {
            Finding::well(PART, seen)
        }];
    }
    vec![match greet(settings).await {
        Ok(()) => Finding::well(PART, "the mail server takes the login"),
        Err(error) => {
            let cause = error.source().map_or_else(|| error.detail(), ToString::to_string);
            let advice = "correct mail.smtp_url; mails wait as jobs meanwhile";
            Finding::ill(PART, format!("the mail server can't be used: {cause}"), advice)
        }
    }]
}

async fn greet(settings: &Settings) -> Result<()> {
    let mail = &settings.mail;
    let letterhead = Letterhead::new(&mail.from, "localhost")?;
    SmtpMailer::new(mail.smtp_url.expose(), mail.timeout, letterhead)?.greet().await
}
