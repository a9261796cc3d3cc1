//! What never is the code of an answer.

/// A code that other places tell.
#[derive(Debug, Clone, Copy)]
pub struct Beside {
    /// The name.
    pub name: &'static str,
    /// Where it is told, in Markdown.
    pub told: &'static str,
    /// What it means.
    pub meaning: &'static str,
}

const fn of(told: &'static str, name: &'static str, meaning: &'static str) -> Beside {
    Beside { name, told, meaning }
}

const APP: &str = "`error` in the address of the app";
const JOBS: &str = "jobs";
const MEDIA: &str = "`reason` of a medium, and its job";
const IMPORTS: &str = "jobs of imports, `presswork import`";
const OPERATING: &str = "`presswork jobs`";
const VERIFYING: &str = "`presswork audit verify`";
const BACKUPS: &str = "`presswork backup`, `presswork restore`";
const MOVES: &str = "`presswork move`";
const SOWING: &str = "`presswork seed`";
const LETTERS: &str = "settings of mails, and letters";

/// The codes that are none of answers.
pub const BESIDE: &[Beside] = &[
    of(APP, "provider_refused", "a provider did not confirm a login"),
    of(JOBS, "mail_refused", "the mail server refused a letter for good"),
    of(JOBS, "job_cancelled", "a run stopped because it was called off"),
    of(MEDIA, "image_too_large", "the picture has too many pixels"),
    of(MEDIA, "image_unreadable", "the picture breaks off or is damaged"),
    of(MEDIA, "image_too_complex", "the picture takes too long to decode"),
    of(
        IMPORTS,
        "invalid_archive",
        "an archive or export that is broken, of another version or encoding, with more in it than can be held in memory, or none \
         that is understood",
    ),
    of(OPERATING, "invalid_parameter", "jobs have no such state"),
    of(VERIFYING, "invalid_anchor", "not the number and the hash of an entry, such as `42:kq3...`"),
    of(VERIFYING, "audit_log_broken", "the log is not what was written"),
    of(BACKUPS, "backup_exists", "something is there already, where the backup is to be"),
    of(
        BACKUPS,
        "backup_elsewhere",
        "the database is no SQLite, which is all that is backed up like this, or there is none where the settings have it",
    ),
    of(BACKUPS, "backup_damaged", "the backup is not what was written"),
    of(BACKUPS, "data_exists", "the data folder has a database already"),
    of(MOVES, "move_refused", "the two databases can't be moved from and to as they are; the sentence says why"),
    of(MOVES, "move_differs", "a row of the target is not that of the source"),
    of(MOVES, "source_in_use", "somebody is connected to the source in the last pass"),
    of(SOWING, "already_sown", "this seed was sown here before"),
    of(SOWING, "not_in_production", "demo data are not for production, unless `--force` says so"),
    of(LETTERS, "invalid_url", "not the address of a mail server"),
    of(LETTERS, "invalid_host", "not the name of a host"),
    of(LETTERS, "invalid_email", "not an address of mail"),
    of(LETTERS, "control_character", "a control character in a header"),
];
