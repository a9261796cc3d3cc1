//! Who may do what: one row for each operation and each kind of thing it is done to.
//!
//! `ok`, or the status of the refusal: 401 `authentication_required`, 403 `forbidden`, 404 `not_found`; another code stands
//! behind a colon. The stranger is an author like the owner, but of nothing here. What the things are: `fixtures.rs`.

/// The rows.
pub const TABLE: &str = "
operation                 on         anonymous  stranger  owner  editor  moderator  admin

register                  account    ok         ok        ok     ok      ok         ok
requestEmailVerification  account    ok         ok        ok     ok      ok         ok
confirmEmail              account    ok         ok        ok     ok      ok         ok
login                     account    ok         ok        ok     ok      ok         ok
refresh                   account    ok         ok        ok     ok      ok         ok
logout                    -          401        ok        ok     ok      ok         ok
me                        -          401        ok        ok     ok      ok         ok

users                     -          ok         ok        ok     ok      ok         ok
user                      user       ok         ok        ok     ok      ok         ok

posts                     -          ok         ok        ok     ok      ok         ok
createPost                -          401        ok        ok     ok      ok         ok
post                      draft      404        404       ok     ok      ok         ok
post                      published  ok         ok        ok     ok      ok         ok
updatePost                draft      401        404       ok     ok      ok         ok
updatePost                published  401        403       ok     ok      ok         ok
publishPost               draft      401        404       ok     ok      ok         ok
unpublishPost             published  401        403       ok     ok      ok         ok
deletePost                draft      401        404       ok     ok      ok         ok
deletePost                published  401        403       ok     ok      ok         ok

tags                      -          ok         ok        ok     ok      ok         ok
tag                       tag        ok         ok        ok     ok      ok         ok

node                      user       ok         ok        ok     ok      ok         ok
node                      draft      404        404       ok     ok      ok         ok
node                      published  ok         ok        ok     ok      ok         ok
node                      job        404        404       ok     404     404        ok
nodes                     nodes      ok         ok        ok     ok      ok         ok

jobs                      -          401        ok        ok     ok      ok         ok
job                       job        404        404       ok     404     404        ok
job                       mail       404        404       404    404     404        ok
jobFailures               job        404        404       ok     404     404        ok
cancelJob                 job        401        404       ok     404     404        ok
retryJob                  dead       401        404       403    404     404        ok
discardJob                dead       401        404       403    404     404        ok

queues                    -          401        403       403    403     403        ok
pauseQueue                queue      401        403       403    403     403        ok
resumeQueue               queue      401        403       403    403     403        ok
workers                   -          401        403       403    403     403        ok
drainWorker               worker     401        403       403    403     403        404
schedules                 -          401        403       403    403     403        ok
triggerSchedule           schedule   401        403       403    403     403        ok
pauseSchedule             schedule   401        403       403    403     403        ok
resumeSchedule            schedule   401        403       403    403     403        ok
";

/// One row, taken apart.
pub struct Row {
    /// The operation.
    pub operation: &'static str,
    /// The kind of thing it is done to.
    pub on: &'static str,
    /// What each role is answered, as `(role, expected)`.
    pub cells: Vec<(&'static str, &'static str)>,
}

/// Every row.
pub fn rows() -> Vec<Row> {
    let mut lines = TABLE.lines().filter(|line| !line.is_empty()).map(|line| line.split_whitespace());
    let roles: Vec<_> = lines.next().unwrap().skip(2).collect();
    lines
        .map(|mut words| {
            let (operation, on) = (words.next().unwrap(), words.next().unwrap());
            let cells: Vec<_> = roles.iter().copied().zip(words).collect();
            assert_eq!(cells.len(), roles.len(), "the row of {operation} {on} has gaps");
            Row { operation, on, cells }
        })
        .collect()
}
