//! Whether the promises held: what the clients were told, what the database holds, what the mail server got and what the
//! journal says have to agree.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    fmt,
};

use crate::{
    fleet::Fleet,
    journal::{DOOMED, Journal},
    load::{Answer, Load, address, followers},
};

/// Mails by recipient and what they are about: the ids by which the receiver can tell a repeat.
type Mails = BTreeMap<(String, String), Vec<String>>;

/// What was counted.
#[derive(Debug)]
pub struct Verdict {
    operations: usize,
    accepted: usize,
    answers_lost: usize,
    mails: usize,
    lost: Vec<String>,
    doubled: Vec<String>,
    phantoms: Vec<String>,
    stuck: Vec<String>,
    /// Mails that came again under the id that they had: what "at least once" means for a receiver.
    repeats: usize,
}

/// Compares everything with everything.
pub async fn reach(fleet: &Fleet, load: &Load, settled: bool) -> Verdict {
    let operations = load.operations();
    let arrivals = fleet.mails.arrivals();
    let mut mails = Mails::new();
    for mail in &arrivals {
        let about = mail.subject.rsplit(": ").next().unwrap_or_default();
        mails.entry((bare(&mail.to).to_owned(), about.to_owned())).or_default().push(mail.id.clone());
    }
    let distinct = |ids: &Vec<String>| ids.iter().collect::<HashSet<_>>().len();
    let done = done(&fleet.journal).await;
    let expected = expected(&done);
    let arrived: BTreeSet<_> = mails.keys().cloned().collect();
    let promised = operations.iter().filter(|one| one.answer == Answer::Accepted && !one.name.starts_with(DOOMED));
    let mut lost: Vec<String> = promised.filter(|one| !done.contains(&one.name)).map(|one| one.name.clone()).collect();
    lost.extend(expected.difference(&arrived).map(|mail| format!("{mail:?}")));
    lost.extend(fleet.journal.texts(GIVEN_UP).await);
    let mut doubled: Vec<String> =
        mails.iter().filter(|(_, ids)| distinct(ids) > 1).map(|(mail, _)| format!("{mail:?}")).collect();
    doubled.extend(fleet.journal.texts(DONE_TWICE).await);
    let mut phantoms: Vec<String> = arrived.difference(&expected).map(|mail| format!("{mail:?}")).collect();
    phantoms.extend(done.iter().filter(|name| name.starts_with(DOOMED)).cloned());
    let stuck = if settled { Vec::new() } else { fleet.journal.texts(UNFINISHED).await };
    let count = |answer| operations.iter().filter(|one| one.answer == answer).count();
    Verdict {
        operations: operations.len(),
        accepted: count(Answer::Accepted),
        answers_lost: count(Answer::Lost),
        mails: mails.len(),
        lost,
        doubled,
        phantoms,
        stuck,
        repeats: mails.values().map(|ids| ids.len() - distinct(ids)).sum(),
    }
}

/// Posts that are published and people that are registered, by name.
async fn done(journal: &Journal) -> BTreeSet<String> {
    let sql = "SELECT title AS it FROM posts WHERE status = 'published' UNION ALL SELECT username AS it FROM users";
    journal.texts(sql).await.into_iter().collect()
}

/// The mails that have to have arrived: each post to each follower, and to each person the link of the registration.
fn expected(done: &BTreeSet<String>) -> BTreeSet<(String, String)> {
    let mails = |name: &String| -> Vec<(String, String)> {
        if name.starts_with("post") || name.starts_with(DOOMED) {
            return followers().map(|follower| (address(&follower), name.clone())).collect();
        }
        vec![(address(name), "Confirm your mail address".to_owned())]
    };
    done.iter().flat_map(mails).collect()
}

/// `Ann <ann@example.org>` or `ann@example.org`.
fn bare(to: &str) -> &str {
    to.rsplit('<').next().unwrap_or_default().trim_end_matches('>')
}

/// Work that somebody counts on, given up.
const GIVEN_UP: &str = "SELECT CONCAT(kind, ' ', id, ' is ', state, ': ', last_error) AS it FROM jobs \
    WHERE state IN ('dead', 'cancelled', 'parked') OR last_error IS NOT NULL AND state = 'succeeded'";

const UNFINISHED: &str = "SELECT CONCAT(kind, ' ', id, ' is ', state, ', attempt ', attempt) AS it FROM jobs \
    WHERE state IN ('queued', 'scheduled', 'running', 'held', 'waiting')";

/// Jobs that ended twice or went on after their end, posts and letters that exist twice.
const DONE_TWICE: &str = "
    SELECT CONCAT('job ', job, ' ended ', COUNT(*), ' times') AS it FROM journal WHERE became = 'succeeded'
        GROUP BY job HAVING COUNT(*) > 1
    UNION ALL SELECT CONCAT('job ', job, ' went on after its end') FROM journal WHERE was = 'succeeded'
    UNION ALL SELECT CONCAT('post ', title) FROM posts GROUP BY title HAVING COUNT(*) > 1
    UNION ALL SELECT CONCAT('fan-out ', unique_key) FROM jobs WHERE kind = 'posts.fan_out'
        GROUP BY unique_key HAVING COUNT(*) > 1
    UNION ALL SELECT CONCAT('letter ', payload->>'to') FROM jobs WHERE payload->'letter'->>'kind' = 'confirm_email'
        GROUP BY payload->>'to' HAVING COUNT(*) > 1";

impl Verdict {
    /// Fails unless every promise held.
    pub fn insist(&self) {
        let Self { lost, doubled, phantoms, stuck, .. } = self;
        let broken = [("lost", lost), ("doubled", doubled), ("phantoms", phantoms), ("stuck", stuck)];
        let broken: Vec<_> = broken.into_iter().filter(|(_, what)| !what.is_empty()).collect();
        assert!(broken.is_empty(), "{broken:#?}");
        assert!(self.accepted * 2 > self.operations, "chaos stopped the work instead of disturbing it");
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operations, accepted, answers_lost, mails, repeats, .. } = self;
        let rolled_back = operations - accepted - answers_lost;
        write!(
            f,
            "{operations} operations ({accepted} accepted, {rolled_back} rolled back, {answers_lost} answers lost), "
        )?;
        write!(f, "{mails} mails; lost {}, doubled {}, ", self.lost.len(), self.doubled.len())?;
        write!(f, "phantom {}, stuck {}; {repeats} repeats under the same id", self.phantoms.len(), self.stuck.len())
    }
}
