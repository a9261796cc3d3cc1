//! The buckets of each kind of attempt.

use std::time::Duration;

use crate::{
    Context, Error, Result,
    ids::UserId,
    platform::{
        limiter::{Bucket, Rule},
        settings::Throttle,
    },
};

/// How long an account is known to log in from an address.
const KNOWN_FOR: Duration = Duration::from_hours(30 * 24);
/// The longest wait that strangers can bring about for an account, whatever the setting says.
const LONGEST_FOR_AN_ACCOUNT: Duration = Duration::from_mins(1);

/// Whom somebody wants to log in as.
#[derive(Debug, Clone, Copy)]
pub struct Login<'a> {
    /// What was typed, as accounts are looked for: a name or a mail address.
    pub typed: &'a str,
    /// The account that was found by it.
    pub account: Option<UserId>,
}

/// A login that has been counted.
#[must_use]
pub struct Attempt {
    keys: Vec<String>,
    device: String,
}

impl Attempt {
    /// The password was right: takes the attempt back and remembers where it came from.
    pub async fn succeeded(&self, cx: &Context) {
        self.not_made(cx).await;
        cx.deps.limiter.remember(&self.device, KNOWN_FOR, cx.now).await;
    }

    /// Whether the password is the one of this hash. Where nobody could look, the attempt does not count.
    ///
    /// # Errors
    /// As [`crate::platform::Passwords::verify`].
    pub async fn judged(&self, cx: &Context, password: &str, hash: Option<&str>) -> Result<bool> {
        let judged = cx.deps.passwords.verify(password, hash).await;
        if judged.is_err() {
            self.not_made(cx).await;
        }
        judged
    }

    async fn not_made(&self, cx: &Context) {
        cx.deps.limiter.take_back(&self.keys).await;
    }
}

/// Counts a login before the password is looked at.
///
/// # Errors
/// `too_many_attempts` with how long to wait.
pub async fn login(cx: &Context, who: Login<'_>) -> Result<Attempt> {
    let settings = &cx.settings().throttle;
    let from = cx.origin.bucket();
    let (account, pair) = (name(cx, "account", &[who.typed]), name(cx, "login", &[who.typed, &from]));
    let owner = who.account.map_or_else(|| who.typed.to_owned(), |account| account.to_string());
    let device = name(cx, "device", &[&owner, &from]);
    let seconds = |settings: &Throttle, free, forget| Rule {
        free,
        first: Duration::from_secs(1),
        longest: settings.longest_wait,
        forget: Duration::from_secs(forget),
    };
    let mut buckets = vec![
        Bucket { key: pair, rule: seconds(settings, settings.login_attempts, 600) },
        Bucket { key: name(cx, "address", &[&from]), rule: seconds(settings, settings.address_attempts, 60) },
    ];
    if !cx.deps.limiter.knows(&device, cx.now).await {
        let rule = seconds(settings, settings.account_attempts, 60);
        let rule = Rule { longest: rule.longest.min(LONGEST_FOR_AN_ACCOUNT), ..rule };
        buckets.push(Bucket { key: account, rule });
    }
    count(cx, "login", &buckets).await?;
    Ok(Attempt { keys: buckets.into_iter().map(|bucket| bucket.key).collect(), device })
}

/// A wish for a name that somebody else may have, which has been counted.
#[must_use]
pub struct Wish(Vec<String>);

impl Wish {
    /// The name was nobody else's, or something else was wrong: takes the wish back.
    pub async fn granted(&self, cx: &Context) {
        cx.deps.limiter.take_back(&self.0).await;
    }
}

/// Counts that a person asks for an address of a post by name, before it is known whether that is taken.
///
/// # Errors
/// `too_many_attempts` with how long to wait.
pub async fn address_of_post(cx: &Context) -> Result<Wish> {
    wish(cx, "address of a post", "slug").await
}

/// Counts that a person names a tag which they do not see, before it is known whether somebody else has it.
///
/// # Errors
/// `too_many_attempts` with how long to wait.
pub async fn name_of_tag(cx: &Context) -> Result<Wish> {
    wish(cx, "name of a tag", "tag").await
}

async fn wish(cx: &Context, what: &'static str, kind: &str) -> Result<Wish> {
    let who = cx.actor.account().map_or_else(|| cx.origin.bucket(), |account| account.to_string());
    let settings = &cx.settings().throttle;
    let longest = settings.longest_wait;
    let rule = Rule { free: settings.slugs, first: Duration::from_secs(1), longest, forget: Duration::from_mins(1) };
    let bucket = Bucket { key: name(cx, kind, &[&who]), rule };
    count(cx, what, std::slice::from_ref(&bucket)).await?;
    Ok(Wish(vec![bucket.key]))
}

/// Counts a token that a person makes for a program. Each has a budget of its own: who makes one after the other would never run
/// out of points.
///
/// # Errors
/// `too_many_attempts` with how long to wait.
pub async fn access_token(cx: &Context, owner: UserId) -> Result<()> {
    let settings = &cx.settings().throttle;
    let rule = slow(settings, settings.access_tokens);
    count(cx, "access token", &[Bucket { key: name(cx, "token", &[&owner.to_string()]), rule }]).await
}

/// Counts a registration from this address.
///
/// # Errors
/// `too_many_attempts` with how long to wait.
pub async fn registration(cx: &Context) -> Result<()> {
    let settings = &cx.settings().throttle;
    let rule = slow(settings, settings.registrations);
    count(cx, "registration", &[Bucket { key: name(cx, "registration", &[&cx.origin.bucket()]), rule }]).await
}

/// Counts a mail that this address asks to be sent: to this mail address, and to all of them together, so that nobody has the place
/// write to a thousand strangers. Whether the mail address has an account makes no difference.
///
/// # Errors
/// `too_many_attempts` with how long to wait.
pub async fn mail(cx: &Context, to: &str) -> Result<()> {
    let settings = &cx.settings().throttle;
    let from = cx.origin.bucket();
    let together = slow(settings, settings.mails.saturating_mul(4));
    let mut buckets = vec![
        Bucket { key: name(cx, "mail", &[to, &from]), rule: slow(settings, settings.mails) },
        // From everywhere together: nobody's mailbox is flooded by a thousand addresses.
        Bucket { key: name(cx, "mail", &[to]), rule: together },
        Bucket { key: name(cx, "mails-from", &[&from]), rule: together },
    ];
    if let Some(account) = cx.actor.account() {
        // Wherever they come from.
        buckets.push(Bucket { key: name(cx, "mails-by", &[&account.to_string()]), rule: together });
    }
    count(cx, "mail", &buckets).await
}

fn slow(settings: &Throttle, free: u32) -> Rule {
    let first = Duration::from_secs(30).min(settings.longest_wait);
    Rule { free, first, longest: settings.longest_wait, forget: Duration::from_mins(10) }
}

async fn count(cx: &Context, what: &'static str, buckets: &[Bucket]) -> Result<()> {
    let Some(retry_after) = cx.deps.limiter.attempt(buckets, cx.now).await else { return Ok(()) };
    tracing::warn!(what, address = ?cx.origin.address, wait = retry_after.as_secs(), "too many attempts");
    // Rounded up: who comes back when told so is not told to wait once more.
    Err(Error::Limited { code: "too_many_attempts", retry_after: Duration::from_secs(retry_after.as_secs() + 1) })
}

/// The name of a bucket: a keyed hash, so that Redis knows neither names nor addresses.
fn name(cx: &Context, kind: &str, parts: &[&str]) -> String {
    let subject = format!("{kind}\n{}", parts.join("\n"));
    format!("{kind}:{}", cx.deps.secrets.derived_token("limits", &subject))
}
