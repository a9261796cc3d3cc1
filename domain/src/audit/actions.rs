//! Every action that an entry can name. Names are for ever: alarms and reports are built on them.

/// The actions and what they mean, in alphabetical order.
pub const ACTIONS: &[(&str, &str)] = &[
    ("access_token.created", "somebody made a token for a program"),
    ("access_token.revoked", "somebody revoked a token"),
    ("account.admin_created", "an operator made an admin at the command line, or the first one by the setup link"),
    ("account.deletion_cancelled", "somebody who wanted to be deleted logged in, and stays"),
    ("account.deletion_requested", "somebody wants to be deleted"),
    ("account.email_change_requested", "somebody wants another mail address"),
    ("account.email_changed", "a mail address was changed, confirmed at both"),
    ("account.email_confirmed", "a mail address was confirmed"),
    ("account.erased", "what was personal of an account was erased"),
    ("account.registered", "somebody registered; a failure where the address was known"),
    (
        "audit.head_rejected",
        "the signature of the log's head was wrong; somebody was at the table, or the secret changed",
    ),
    ("comment.deleted", "a moderator or an admin deleted a comment of somebody else"),
    ("export.created", "somebody asked for an export of what is theirs, or an admin for one of the site"),
    ("export.deleted", "somebody deleted an export"),
    ("identity.linked", "somebody linked an identity at a provider to their account"),
    ("identity.unlinked", "somebody ended such a link"),
    ("import.applied", "an operator took an archive in, or an admin set that off"),
    ("import.created", "an admin asked for an import"),
    ("import.deleted", "an admin deleted an import; what it has created stays"),
    ("import.undone", "an operator removed what an import had created, or an admin set that off"),
    ("invitation.accepted", "somebody joined by an invitation"),
    ("invitation.created", "an admin invited somebody"),
    ("invitation.revoked", "an admin took an invitation back"),
    ("job.cancelled", "an operator called off somebody else's job"),
    ("job.discarded", "an operator gave a job up"),
    ("job.retried", "an operator gave a job another attempt"),
    ("keys.rotated", "an operator made a new signing key at the command line"),
    ("moderation.action_expired", "the time of what a moderator did was over"),
    ("moderation.action_reversed", "a moderator took back what one had done"),
    ("moderation.action_taken", "a moderator hid, locked, warned, suspended or banned"),
    ("moderation.appeal_decided", "a moderator decided what comes of an appeal"),
    ("moderation.rule_changed", "a moderator made a rule another one, or switched it on or off"),
    ("moderation.rule_created", "a moderator made a rule about what people write"),
    ("moderation.rule_deleted", "a moderator deleted a rule"),
    ("password.changed", "somebody changed their password"),
    ("password.reset", "somebody set a new password by a mailed link"),
    ("password.set", "an operator set a password at the command line"),
    ("post.comments_locked", "somebody closed a post of another person to comments"),
    ("post.comments_unlocked", "somebody opened a post of another person to comments again"),
    ("post.deleted", "somebody deleted a post of another person"),
    ("post.published", "somebody published a post of another person, or planned to"),
    ("post.restored", "somebody brought a deleted post of another person back"),
    ("post.schedule_cancelled", "somebody took back what was planned for a post of another person"),
    ("post.unpublished", "somebody withdrew a post of another person, or planned to"),
    ("post.updated", "somebody changed a post of another person"),
    ("queue.paused", "a queue was stopped in the whole cluster"),
    ("queue.resumed", "a queue was let go on"),
    ("report.resolved", "a moderator upheld or dismissed the open reports on a thing"),
    ("schedule.paused", "a schedule was stopped"),
    ("schedule.resumed", "a schedule was let go on"),
    ("schedule.triggered", "a schedule was set off by hand"),
    ("session.login", "a login, right or wrong"),
    ("session.logout", "a session ended itself"),
    ("session.proof", "a logged-in person gave a wrong password or code where it is asked for once more"),
    ("session.refresh", "a refresh token was used twice, and its session ended"),
    ("session.revoked", "a person ended another session, or all others"),
    ("subscriber.removed", "an admin ended somebody's subscription to newsletters"),
    ("suppression.lifted", "an admin let mail go to an address again"),
    ("tag.deleted", "a moderator took a tag from all posts and away"),
    ("tag.merged", "a moderator set off the merging of a tag into another"),
    ("two_factor.disabled", "somebody ended their second factor"),
    ("two_factor.enabled", "somebody's second factor counts now; a failure where the code was wrong"),
    ("two_factor.recovery_codes_replaced", "somebody made new recovery codes"),
    ("user.reinstated", "an admin lifted a suspension"),
    ("user.role_changed", "an admin gave somebody another role"),
    ("user.suspended", "an admin suspended somebody"),
    ("webhook.created", "an admin made a webhook"),
    ("webhook.deleted", "an admin deleted a webhook"),
    ("webhook.disabled", "a webhook was disabled because its receiver is gone or has failed for too long"),
    ("webhook.secret_rotated", "an admin gave a webhook another secret"),
    ("webhook.updated", "an admin changed a webhook"),
    ("worker.drained", "a worker was asked to take nothing new"),
];

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use super::ACTIONS;

    /// What the sources hand to the constructors of `Entry`.
    fn named(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                named(&path, found);
            } else if path.file_name() != Some("actions.rs".as_ref()) {
                let text = fs::read_to_string(&path).unwrap();
                for constructor in ["Entry::done(", "Entry::failed(", "Entry::denied("] {
                    let calls = text.split(constructor).skip(1).map(str::trim_start);
                    let names = calls.filter_map(|call| call.strip_prefix('"')?.split('"').next());
                    found.extend(names.map(str::to_owned));
                }
            }
        }
    }

    #[test]
    fn every_action_in_the_sources_is_listed_and_the_other_way_round() {
        let mut found = BTreeSet::new();
        named(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
        let listed: BTreeSet<_> = ACTIONS.iter().map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(found, listed);
        assert!(ACTIONS.is_sorted());
    }
}
