//! Digests: what came to an inbox since the last one and is still unread, in one mail a day or a week, at an hour of its reader's
//! clocks. Whoever takes what is due plans the next in the same transaction, so each period has one.

use chrono::{DateTime, Datelike, Utc};
use chrono_tz::Tz;
use croner::parser::{CronParser, Seconds};
use serde_json::{Value, json};

use super::{
    Digest, MailDigest, Wish,
    deliver::unsent,
    letters::{self, Item, Letter},
    service,
    store::{self, Head},
};
use crate::{
    Error, Result,
    ids::NotificationId,
    jobs::{self, Run, Terms},
    mails::{self, Reader},
};

/// How many digests one transaction plans.
const BATCH: usize = 200;
/// How many notifications a digest tells.
const ITEMS: usize = 50;
/// The step that notes what a digest has ended.
const ENDED: &str = "ended";

/// When the next digest after a time is due. A time that a change of clocks leaves out comes as soon as that is over; one that
/// comes twice counts once; and no day or week that had its digest gets another.
pub(super) fn next_at(
    digest: Digest,
    hour: u32,
    zone: Tz,
    after: DateTime<Utc>,
    last: Option<DateTime<Utc>>,
) -> Result<DateTime<Utc>> {
    let days = if digest == Digest::Weekly { "MON" } else { "*" };
    let parser = CronParser::builder().seconds(Seconds::Required).build();
    let times = parser.parse(&format!("0 0 {hour} * * {days}")).map_err(Error::internal)?;
    let mut at = after.with_timezone(&zone);
    loop {
        at = times.find_next_occurrence(&at, false).map_err(Error::internal)?;
        let again = last.is_some_and(|last| {
            let last = last.with_timezone(&zone);
            let same_week = digest == Digest::Weekly && last.iso_week() == at.iso_week();
            same_week || last.date_naive() == at.date_naive()
        });
        if !again {
            return Ok(at.with_timezone(&Utc));
        }
    }
}

/// Sets off every digest that is due, for those to whose inbox something came.
///
/// # Errors
/// The database's; what is set off stays so.
pub async fn send_digests(run: &Run) -> Result<Value> {
    let (mut looked_at, mut set_off) = (0, 0);
    loop {
        run.check_cancelled()?;
        let cx = run.cx.again();
        let mut tx = cx.begin().await?;
        let due = store::lock_due(&cx, &tx, BATCH).await?;
        let mut mails = Vec::new();
        for it in &due {
            let zone = it.time_zone.parse().unwrap_or(Tz::UTC);
            let next = next_at(it.digest, it.hour, zone, cx.now, Some(it.at))?;
            store::move_on(&tx, it, next).await?;
            if it.last > it.told {
                mails.push(MailDigest { to: it.to, digest: it.digest, at: it.at, after: it.told, until: it.last });
            }
        }
        jobs::enqueue_many(&cx, &mut tx, &mails, &Terms::now()).await?;
        tx.commit().await?;
        (looked_at, set_off) = (looked_at + due.len(), set_off + mails.len());
        if due.len() < BATCH {
            return Ok(json!({ "due": looked_at, "setOff": set_off }));
        }
        run.progress(i64::try_from(looked_at).unwrap_or(i64::MAX), None, "setting off digests").await?;
    }
}

/// Mails one digest, if there is anything in it that may still be told.
///
/// # Errors
/// `unavailable` when the mail server is away.
pub async fn deliver_digest(run: &Run, job: &MailDigest) -> Result<Value> {
    let cx = &run.cx;
    let Some(reader) = Reader::find(cx, job.to).await? else { return Ok(unsent("unreachable")) };
    let before: Vec<NotificationId> = run.step_result(ENDED).await?.unwrap_or_default();
    let mut heads = store::told_in_digest(cx, job, &before, ITEMS + 1).await?;
    let more = heads.len() > ITEMS;
    heads.truncate(ITEMS);
    let heads = end(run, job, heads, before).await?;
    let told = service::whole(cx, heads).await?;
    if told.is_empty() {
        return Ok(unsent("nothing"));
    }
    let item = |it| Item { line: letters::line(it), link: letters::link(cx, it), quote: None };
    let items: Vec<_> = told.iter().map(item).collect();
    let (count, name) = (items.len(), job.digest.as_str());
    let things = if count == 1 { "thing" } else { "things" };
    let letter = Letter {
        to: job.to,
        subject: format!("Your {name} digest: {count}{} {things}", if more { " and more" } else { "" }),
        intro: "this is what happened since your last digest.",
        items,
        more,
        wish: Wish::Digest(job.digest),
    };
    if !mails::send_to(run, &reader, letters::compose(cx, &reader.contact, &letter)?).await? {
        return Ok(unsent("suppressed"));
    }
    Ok(json!({ "sent": true, "notifications": count }))
}

/// Ends what is not in the inbox, where it could be read, before it is told: what comes after that is told by the next digest, and
/// nothing twice. Leaves out what has moved on meanwhile, which is the next one's, too.
async fn end(run: &Run, job: &MailDigest, mut heads: Vec<Head>, mut ended: Vec<NotificationId>) -> Result<Vec<Head>> {
    let is_open = |it: &&Head| !it.inbox && it.read_at.is_none();
    let open: Vec<NotificationId> = heads.iter().filter(is_open).map(|it| it.id).collect();
    if open.is_empty() {
        return Ok(heads);
    }
    let tx = run.cx.begin().await?;
    ended.extend(store::end_unseen(&run.cx, &tx, job.to, &open, job.until).await?);
    run.finish_step(&tx, ENDED, &ended).await?;
    tx.commit().await?;
    heads.retain(|it| it.inbox || ended.contains(&it.id));
    Ok(heads)
}

#[cfg(test)]
mod tests {
    use chrono_tz::{Asia::Kathmandu, Europe::Berlin};

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    /// The next few, each after the one before.
    fn next(digest: Digest, hour: u32, zone: Tz, after: &str, count: usize) -> Vec<String> {
        let (mut now, mut last, mut found) = (at(after), None, Vec::new());
        for _ in 0..count {
            now = next_at(digest, hour, zone, now, last).unwrap();
            last = Some(now);
            found.push(now.format("%m-%d %H:%M").to_string());
        }
        found
    }

    #[test]
    fn a_digest_goes_by_the_clocks_of_its_reader() {
        assert_eq!(next(Digest::Daily, 8, Kathmandu, "2026-01-01T00:00:00Z", 2), ["01-01 02:15", "01-02 02:15"]);
        // Summer time begins on 29 March.
        let spring = next(Digest::Daily, 8, Berlin, "2026-03-28T00:00:00Z", 3);
        assert_eq!(spring, ["03-28 07:00", "03-29 06:00", "03-30 06:00"]);
        assert_eq!(next(Digest::Weekly, 0, Berlin, "2026-03-23T00:00:00Z", 2), ["03-29 22:00", "04-05 22:00"]);
    }

    #[test]
    fn an_hour_that_is_left_out_comes_late_and_one_that_comes_twice_counts_once() {
        let spring = next(Digest::Daily, 2, Berlin, "2026-03-28T12:00:00Z", 2);
        assert_eq!(spring, ["03-29 01:00", "03-30 00:00"], "two o'clock is left out, and comes when three strikes");
        let autumn = next(Digest::Daily, 2, Berlin, "2026-10-24T12:00:00Z", 2);
        assert_eq!(autumn, ["10-25 00:00", "10-26 01:00"], "two o'clock comes twice");
    }

    #[test]
    fn a_day_or_week_that_had_its_digest_gets_no_other() {
        let sent = at("2026-05-04T06:00:00Z"); // A Monday, 8 o'clock in Berlin.
        let now = at("2026-05-04T07:00:00Z");
        let next = |digest, hour| next_at(digest, hour, Berlin, now, Some(sent)).unwrap();
        assert_eq!(next(Digest::Daily, 20), at("2026-05-05T18:00:00Z"), "moved to the evening of the same day");
        assert_eq!(next(Digest::Weekly, 20), at("2026-05-11T18:00:00Z"));
        let never = next_at(Digest::Daily, 20, Berlin, now, None).unwrap();
        assert_eq!(never, at("2026-05-04T18:00:00Z"));
    }
}
