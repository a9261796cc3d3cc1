//! Who is in whose sight. Two people of whom one has blocked the other are out of each other's: everywhere, in lists, counts
//! and what is reached through them. Editors and those above them, who work on what everyone writes, lose sight only of
//! those whom they have blocked themselves.
//!
//! Every statement about what people do adds one of these conditions. Who reads and has no blocks, which is nearly everybody, is
//! known from the credentials ([`Actor`]), and the statement does without: PostgreSQL prepares each of its conditions
//! for every execution, whether anything comes of it or not.

use crate::{Actor, ids::UserId, platform::Sql, scope::Scope, users::Role};

/// Whether the person `u` has blocked somebody, and whether somebody has blocked them: columns of who finds out who asks.
pub(crate) const BLOCKS: &str = "EXISTS (SELECT 1 FROM blocks b WHERE b.blocker_id = u.id) AS has_blocked, \
     EXISTS (SELECT 1 FROM blocks b WHERE b.blocked_id = u.id) AS is_blocked";

/// The condition that a person, given by the column of their id, is in the sight of this actor.
pub(crate) fn push_in_sight(sql: &mut Sql, actor: &Actor, person: &str) {
    if let Some(me) = actor.who_may_have_blocked() {
        sql.push(" AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.blocker_id = ").bind(me.uuid());
        sql.push(&format!(" AND b.blocked_id = {person})"));
    }
    push_not_shut_out(sql, actor, person);
}

/// The condition that a person has not blocked this actor: enough to be looked up by who may have blocked them.
pub(super) fn push_not_shut_out(sql: &mut Sql, actor: &Actor, person: &str) {
    if let Some(me) = shut_out(actor) {
        sql.push(" AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.blocked_id = ").bind(me.uuid());
        sql.push(&format!(" AND b.blocker_id = {person})"));
    }
}

/// Takes from a count what is of people out of sight: ` - (...)` for each way. `things` is a table with its alias and
/// conditions, `person` its column of who did it. It is looked for from the few who are out of sight; where there are none, that is
/// found out once for all rows.
pub(crate) fn push_less_out_of_sight(sql: &mut Sql, actor: &Actor, things: &str, person: &str) {
    for (me, mine, other) in ways(actor) {
        sql.push(&format!(" - CASE WHEN EXISTS (SELECT 1 FROM blocks g WHERE g.{mine} = ")).bind(me.uuid());
        sql.push(&format!(
            ") THEN (SELECT COUNT(*) FROM blocks b JOIN {things} AND {person} = b.{other} WHERE b.{mine} = "
        ));
        sql.bind(me.uuid());
        // Of two who have blocked each other once.
        if mine == "blocked_id" {
            sql.push(" AND NOT EXISTS (SELECT 1 FROM blocks o WHERE o.blocker_id = b.blocked_id AND o.blocked_id = b.blocker_id)");
        }
        sql.push(") ELSE 0 END");
    }
}

/// The condition that none of these is of somebody out of sight. `things` is a table with its alias and conditions, `person` its
/// column of who did it.
pub(crate) fn push_none_out_of_sight(sql: &mut Sql, actor: &Actor, things: &str, person: &str) {
    for (me, mine, other) in ways(actor) {
        sql.push(&format!(
            " AND NOT EXISTS (SELECT 1 FROM blocks b JOIN {things} AND {person} = b.{other} WHERE b.{mine} = "
        ));
        sql.bind(me.uuid()).push(")");
    }
}

/// The condition that neither of two people, given by the columns of their ids, has blocked the other, whoever asks.
pub(crate) fn none_blocked(one: &str, other: &str) -> String {
    format!(
        "NOT EXISTS (SELECT 1 FROM blocks b WHERE b.blocker_id = {one} AND b.blocked_id = {other}) \
         AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.blocker_id = {other} AND b.blocked_id = {one})"
    )
}

/// The same, looked up for each pair: for one or two pairs PostgreSQL would put all the blocks of a community of some thousands into a
/// hash.
pub(crate) fn none_blocked_each(one: &str, other: &str) -> String {
    let blocked = |by: &str, whom: &str| {
        format!("(SELECT 1 FROM blocks b WHERE b.blocker_id = {by} AND b.blocked_id = {whom} LIMIT 1) IS NULL")
    };
    format!("{} AND {}", blocked(one, other), blocked(other, one))
}

/// The ways in which people are out of this actor's sight: who asks, in which column they stand, and in which the others.
fn ways(actor: &Actor) -> impl Iterator<Item = (UserId, &'static str, &'static str)> {
    let blocked = actor.who_may_have_blocked().map(|me| (me, "blocker_id", "blocked_id"));
    let shut_out = shut_out(actor).map(|me| (me, "blocked_id", "blocker_id"));
    blocked.into_iter().chain(shut_out)
}

/// Whom others can shut out: everybody but those who work on what everyone writes.
fn shut_out(actor: &Actor) -> Option<UserId> {
    actor.who_may_be_blocked().filter(|_| !actor.may(Role::Editor, Scope::Read))
}
