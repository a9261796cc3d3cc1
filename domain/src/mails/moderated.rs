//! What people are told when moderators have done something, in words.

use chrono::{DateTime, Utc};

use super::letter::Words;
use crate::ids::ModerationActionId;

/// What was done.
pub(super) struct Done<'a> {
    pub action: ModerationActionId,
    /// Lets somebody who is shut out appeal.
    pub token: &'a str,
    pub what: &'a str,
    pub subject: &'a str,
    pub reason: &'a str,
    pub note: &'a str,
    pub until: Option<DateTime<Utc>>,
}

pub(super) fn done(name: &str, site: &str, it: &Done<'_>) -> Words {
    let (action, token, reason, what) = (it.action, it.token, it.reason, sentence(it.what, it.subject));
    let until = it.until.map_or(String::new(), |until| format!(" until {}", until.format("%Y-%m-%d %H:%M UTC")));
    let note = if it.note.is_empty() { String::new() } else { format!("\n\n{}", quoted(it.note)) };
    Words {
        subject: subject_of(it.what).to_owned(),
        text: format!(
            "Hello {name},\n\nmoderators of {site} have {what}{until}. The reason is: {reason}.{note}\n\nIt is written down here, \
             for you and for them:\n\n    GET {site}/v1/moderation/actions/{action}\n\nIf it is wrong, say why, once; you need not be \
             logged in. Hand this token to your app:\n\n    {token}\n\nor send it yourself:\n\n    \
             POST {site}/v1/moderation/appeals\n    \
             {{\"actionId\": \"{action}\", \"token\": \"{token}\", \"text\": \"...\"}}\n"
        ),
    }
}

pub(super) fn ended(name: &str, site: &str, what: &str, subject: &str, how: &str) -> Words {
    let (why, what) = (ending(how), sentence(what, subject));
    Words {
        subject: "What moderators did is over".to_owned(),
        text: format!("Hello {name},\n\nmoderators of {site} had {what}. {why}\n"),
    }
}

pub(super) fn decided(name: &str, site: &str, (what, subject): (&str, &str), overturned: bool, answer: &str) -> Words {
    let what = sentence(what, subject);
    let come = if overturned { "You were right: it holds no more." } else { "It stays as it is." };
    let answer = if answer.is_empty() { String::new() } else { format!("\n\n{}", quoted(answer)) };
    Words {
        subject: "Your appeal was decided".to_owned(),
        text: format!("Hello {name},\n\nmoderators of {site} had {what}, and you appealed. {come}{answer}\n"),
    }
}

fn subject_of(what: &str) -> &'static str {
    match what {
        "hide" => "Something you wrote was taken out of sight",
        "lock" => "Your post takes no more comments",
        "suspend" => "Your account is suspended",
        "ban" => "Your account is banned",
        _ => "A warning",
    }
}

fn sentence(what: &str, subject: &str) -> String {
    match what {
        "hide" => format!("taken something that you wrote out of sight ({subject})"),
        "lock" => format!("closed your post to comments ({subject})"),
        "suspend" => "suspended your account".to_owned(),
        "ban" => "banned your account".to_owned(),
        _ => "warned you".to_owned(),
    }
}

fn ending(how: &str) -> &'static str {
    match how {
        "expired" => "The time is over, and it holds no more.",
        _ => "They have taken that back, and it holds no more.",
    }
}

fn quoted(text: &str) -> String {
    text.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n")
}
