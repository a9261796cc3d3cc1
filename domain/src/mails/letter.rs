//! The words.

use super::{
    Letter,
    moderated::{self, Done},
};
use crate::{
    Context,
    ids::{EmailTokenId, InvitationId, ModerationActionId, WebhookId},
    platform::spans::in_words,
    users::Contact,
};

/// A letter put into words.
pub(super) struct Words {
    pub subject: String,
    pub text: String,
}

/// The secret in a link. Derived from the token's id by a keyed hash, so that neither the ledger nor the database holds it.
#[must_use]
pub fn email_token(cx: &Context, id: EmailTokenId) -> String {
    cx.deps.secrets.derived_token("email-token", &id.to_string())
}

/// The secret of an invitation, derived like that of a link.
#[must_use]
pub fn invitation_token(cx: &Context, id: InvitationId) -> String {
    cx.deps.secrets.derived_token("invitation", &id.to_string())
}

/// The secret by which somebody who is shut out appeals, derived like that of a link.
#[must_use]
pub fn appeal_token(cx: &Context, id: ModerationActionId) -> String {
    cx.deps.secrets.derived_token("appeal", &id.to_string())
}

/// A letter in words. Those that go to an address which nobody may have confirmed call nobody by a name: anybody registers with anybody's
/// address, under any name, and would have the place say it to strangers.
pub(super) fn write(cx: &Context, to: &Contact, letter: &Letter) -> Words {
    let site = cx.settings().public_url(cx.settings().http.port);
    let name = &to.display_name;
    match letter {
        Letter::ConfirmEmail { token } => {
            let token = email_token(cx, *token);
            Words {
                subject: "Confirm your mail address".to_owned(),
                text: format!(
                    "Hello,\n\nplease confirm that this is your mail address. Hand this token to your app:\n\n    \
                     {token}\n\nor send it yourself:\n\n    POST {site}/v1/auth/email-verification/confirm\n    \
                     {{\"token\": \"{token}\"}}\n\nIf you did not register, ignore this mail; nothing will happen.\n"
                ),
            }
        }
        Letter::ResetPassword { token } => {
            let token = email_token(cx, *token);
            let life = in_words(cx.settings().auth.password_reset_ttl);
            Words {
                subject: "Set a new password".to_owned(),
                text: format!(
                    "Hello,\n\nsomebody, perhaps you, asked for a new password for your account. Hand this token to \
                     your app within {life}:\n\n    {token}\n\nor send it yourself:\n\n    \
                     POST {site}/v1/auth/password-reset/confirm\n    \
                     {{\"token\": \"{token}\", \"password\": \"...\"}}\n\nIf it was not you, ignore this mail; \
                     nothing will happen.\n"
                ),
            }
        }
        Letter::ApproveEmailChange { token } => {
            let token = email_token(cx, *token);
            let life = in_words(cx.settings().auth.email_token_ttl);
            Words {
                subject: "Another mail address for your account".to_owned(),
                text: format!(
                    "Hello {name},\n\nsomebody, perhaps you, wants your account to have another mail address. If you agree, \
                     hand this token to your app within {life}:\n\n    {token}\n\nor send it yourself:\n\n    \
                     POST {site}/v1/me/email/confirm\n    {{\"token\": \"{token}\"}}\n\nThe new address gets a mail like this \
                     one; the change takes both. If it was not you, somebody is logged in to your account: reset your \
                     password.\n"
                ),
            }
        }
        Letter::ConfirmNewEmail { token } => {
            let token = email_token(cx, *token);
            let life = in_words(cx.settings().auth.email_token_ttl);
            Words {
                subject: "Confirm your new mail address".to_owned(),
                text: format!(
                    "Hello,\n\nplease confirm that this is to be the mail address of your account. Hand this token to \
                     your app within {life}:\n\n    {token}\n\nor send it yourself:\n\n    \
                     POST {site}/v1/me/email/confirm\n    {{\"token\": \"{token}\"}}\n\nYour present address gets a mail \
                     like this one; the change takes both. If you don't know of this, ignore this mail; nothing will \
                     happen.\n"
                ),
            }
        }
        Letter::Invitation { invitation } => {
            let token = invitation_token(cx, *invitation);
            let life = in_words(cx.settings().accounts.invitation_ttl);
            Words {
                subject: "You are invited".to_owned(),
                text: format!(
                    "Hello,\n\nyou are invited to join {site}. Hand this token to your app within {life}:\n\n    {token}\n\n\
                     or make your account yourself:\n\n    POST {site}/v1/auth/invitations/accept\n    \
                     {{\"token\": \"{token}\", \"username\": \"...\", \"password\": \"...\"}}\n\nIf you don't want to \
                     join, ignore this mail; nothing will happen.\n"
                ),
            }
        }
        Letter::AlreadyRegistered => Words {
            subject: "You already have an account".to_owned(),
            text: format!(
                "Hello,\n\nsomebody, perhaps you, tried to use this mail address for another account at {site}. There \
                 is an account with it already: log in, or reset the password if you forgot it.\n\nIf it was not you, nothing \
                 has changed and there is nothing to do.\n"
            ),
        },
        Letter::Notice { about } => about.words(name, &site),
        Letter::PlanNotKept { title, publication, reason, .. } => plan_not_kept(name, title, *publication, reason),
        Letter::Moderated { action, what, subject, reason, note, until } => moderated::done(
            name,
            &site,
            &Done { action: *action, token: &appeal_token(cx, *action), what, subject, reason, note, until: *until },
        ),
        Letter::ModerationEnded { what, subject, how, .. } => moderated::ended(name, &site, what, subject, how),
        Letter::AppealDecided { what, subject, overturned, answer } => {
            moderated::decided(name, &site, (what, subject), *overturned, answer)
        }
        Letter::WebhookDisabled { webhook, host, reason } => webhook_disabled(cx, name, *webhook, host, reason),
        Letter::PostPublished { title, slug, author, .. } => Words {
            subject: format!("{author} published: {title}"),
            text: format!(
                "Hello {name},\n\n{author}, whom you follow, published \"{title}\":\n\n    {site}/v1/posts/{slug}\n"
            ),
        },
    }
}

fn webhook_disabled(cx: &Context, name: &str, webhook: WebhookId, host: &str, reason: &str) -> Words {
    let site = cx.settings().public_url(cx.settings().http.port);
    let why = if reason == "gone" {
        "its receiver has answered that it is gone (410)".to_owned()
    } else {
        let long = in_words(cx.settings().webhooks.disable_after);
        format!("nothing but failures came for {long}")
    };
    Words {
        subject: format!("A webhook was disabled: {host}"),
        text: format!(
            "Hello {name},\n\nthe webhook {webhook}, which tells {host} what happens at {site}, was disabled: {why}. Its \
             attempts tell more:\n\n    GET {site}/v1/webhooks/{webhook}/deliveries\n\nWhen the receiver works again, enable \
             the webhook and send it what it has missed:\n\n    PATCH {site}/v1/webhooks/{webhook}\n    \
             {{\"enabled\": true}}\n    POST {site}/v1/webhooks/{webhook}/recover\n"
        ),
    }
}

fn plan_not_kept(name: &str, title: &str, publication: bool, reason: &str) -> Words {
    let (subject, what) = if publication {
        ("Your post was not published", "was to be published now. It was not, and is a draft again")
    } else {
        ("Your post was not withdrawn", "was to be withdrawn now. It was not, and goes on being published")
    };
    let why = match reason {
        "account_suspended" => "the account of who planned it is suspended",
        "account_leaving" => "the account of who planned it is being deleted",
        "empty" => "there is nothing to read in it",
        _ => "who planned it may not do so any more",
    };
    Words { subject: subject.to_owned(), text: format!("Hello {name},\n\nthe post \"{title}\" {what}: {why}.\n") }
}
