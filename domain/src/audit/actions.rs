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
    ("identity.linked", "somebody linked an identity at a provider to their account"),
    ("identity.unlinked", "somebody ended such a link"),
    ("invitation.accepted", "somebody joined by an invitation"),
    ("invitation.created", "an admin invited somebody"),
    ("invitation.revoked", "an admin took an invitation back"),
    ("job.cancelled", "an operator called off somebody else's job"),
    ("job.discarded", "an operator gave a job up"),
    ("job.retried", "an operator gave a job another attempt"),
    ("password.changed", "somebody changed their password"),
    ("password.reset", "somebody set a new password by a mailed link"),
    ("password.set", "an operator set a password at the command line"),
    ("queue.paused", "a queue was stopped in the whole cluster"),
    ("queue.resumed", "a queue was let go on"),
    ("report.resolved", "a moderator upheld or dismissed the open reports on a thing"),
    ("schedule.paused", "a schedule was stopped"),
    ("schedule.resumed", "a schedule was let go on"),
    ("schedule.triggered", "a schedule was set off by hand"),
    ("session.login", "a login, right or wrong"),
    ("session.logout", "a session ended itself"),
    ("session.proof", "a logged-in person gave a wrong password where it is asked for once more"),
    ("session.refresh", "a refresh token was used twice, and its session ended"),
    ("session.revoked", "a person ended another session, or all others"),
    ("tag.deleted", "a moderator took a tag from all posts and away"),
    ("tag.merged", "a moderator set off the merging of a tag into another"),
    ("two_factor.disabled", "somebody ended their second factor"),
    ("two_factor.enabled", "somebody's second factor counts now"),
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
