//! What the state of things does not permit.

use super::code::{Code, taking, these};

const fn conflict(name: &'static str, operations: &'static [&'static str], meaning: &'static str) -> Code {
    these(name, &[409], operations, meaning)
}

pub(super) const CONFLICTS: &[Code] = &[
    conflict("already_published", &["publishPost"], "the post is published"),
    conflict(
        "not_published",
        &["unpublishPost", "createComment", "reactToPost", "unreactToPost", "createModerationAction"],
        "the post is not published",
    ),
    conflict("not_deleted", &["restorePost"], "the post is not deleted"),
    conflict("not_scheduled", &["cancelSchedule"], "nothing is planned for the post"),
    conflict("comments_locked", &["createComment"], "the post is closed to comments"),
    conflict(
        "slug_taken",
        &["createPost", "updatePost", "createTag", "updateTag"],
        "another post has or had this slug, whether one may see it or not; or another tag one of its names",
    ),
    conflict("same_tag", &["mergeTag"], "a tag can't be merged into itself"),
    conflict("tag_merging", &["mergeTag"], "one of the two tags is being merged into another"),
    conflict(
        "username_taken",
        &["register", "createFirstAdmin", "acceptInvitation", "completeProviderLogin"],
        "another account has this username",
    ),
    conflict(
        "email_taken",
        &["confirmEmailChange", "createFirstAdmin", "createInvitation", "acceptInvitation"],
        "another account has this mail address; told to admins who invite, and to who has shown that the address is theirs. An \
         account that nobody has confirmed keeps its address from none of them",
    ),
    conflict("two_factor_enabled", &["startTwoFactor", "confirmTwoFactor"], "there is a second factor already"),
    conflict("two_factor_not_started", &["confirmTwoFactor"], "there is no second factor to confirm"),
    conflict(
        "two_factor_not_enabled",
        &["disableTwoFactor", "regenerateRecoveryCodes"],
        "there is no second factor to end or to make codes for",
    ),
    conflict(
        "identity_not_linked",
        &["completeProviderLogin"],
        "the address has an account; log in to it and link the identity",
    ),
    conflict("identity_taken", &["linkIdentity"], "another account is linked to this identity"),
    conflict(
        "last_login_method",
        &["unlinkIdentity"],
        "without this identity nobody could log in to the account; set a password first",
    ),
    conflict(
        "last_admin",
        &["deleteMe", "updateUser", "createModerationAction"],
        "nobody would be left who runs the place",
    ),
    conflict("already_in_force", &["createModerationAction"], "moderators have done this already, and it holds"),
    conflict("already_ended", &["reverseModerationAction", "createAppeal"], "what is to be taken back holds no more"),
    conflict("already_suspended", &["createModerationAction"], "an admin has suspended this account"),
    conflict(
        "hidden_by_moderators",
        &["publishPost", "unpublishPost", "updateComment", "reactToComment"],
        "moderators took this out of sight; it is theirs to bring back",
    ),
    conflict(
        "held_by_moderators",
        &["unlockComments", "updateUser"],
        "what moderators closed or whom they hold out is theirs to let go",
    ),
    conflict("already_appealed", &["createAppeal"], "one appeals once"),
    conflict("already_decided", &["decideAppeal"], "a moderator has decided this appeal"),
    conflict(
        "refused_by_rule",
        &["updatePost", "publishPost", "restoreRevision", "createComment", "updateComment"],
        "a rule of the moderators caught what was to be written; the sentence is theirs",
    ),
    conflict("already_reported", &["createReport"], "one has an open report on this thing"),
    conflict("already_resolved", &["resolveReport"], "a moderator has resolved this report"),
    conflict(
        "own_content",
        &["createReport", "resolveReport", "createModerationAction", "reverseModerationAction", "decideAppeal"],
        "nobody reports or judges themselves or what they wrote",
    ),
    conflict("own_account", &["followUser", "blockUser"], "nobody follows or blocks themselves"),
    conflict(
        "too_many_follows",
        &["followUser", "followTag"],
        "the actor follows `community.follows_max` people, or as many tags, already",
    ),
    conflict(
        "media_completed",
        &["completeMedia", "uploadMedia"],
        "its bytes have arrived, and a job looks or has looked at them",
    ),
    conflict(
        "upload_incomplete",
        &["completeMedia", "planDataImport", "applyDataImport"],
        "not all bytes that were announced have arrived",
    ),
    conflict(
        "upload_offset_mismatch",
        &["uploadMedia", "uploadDataImport"],
        "this part does not begin where the last ended; the sentence says where to go on",
    ),
    conflict(
        "upload_interfered",
        &["uploadMedia", "uploadDataImport"],
        "another upload to the same ticket was quicker",
    ),
    conflict("too_many_tickets", &["createMedia"], "`media.max_tickets` wait for their uploads; use or delete one"),
    conflict("too_many_webhooks", &["createWebhook"], "there are `webhooks.max_endpoints` already; delete one"),
    conflict(
        "webhook_disabled",
        &["redeliver", "recoverWebhook"],
        "nothing is sent to a webhook that is disabled; enable it first",
    ),
    conflict(
        "export_pending",
        &["createDataExport"],
        "an export of this kind is being put together already; wait, or delete it",
    ),
    conflict("too_many_exports", &["createDataExport"], "`exports.max_per_person` are kept or pending; delete one"),
    conflict("import_begun", &["uploadDataImport"], "a job has looked at the archive already; make another import"),
    conflict(
        "import_running",
        &["planDataImport", "applyDataImport", "undoDataImport"],
        "an import is being planned, applied or undone; wait for its job, or call it off",
    ),
    conflict("import_not_applied", &["undoDataImport"], "this import has created nothing, or was taken back"),
    conflict("too_many_tokens", &["createAccessToken"], "50 living access tokens are enough; revoke one"),
    taking(
        "idempotency_in_progress",
        &[409],
        &["Idempotency-Key"],
        "the first request with this key still runs; try again",
    ),
    taking(
        "idempotency_answer_lost",
        &[409],
        &["Idempotency-Key"],
        "the first request was carried out, and its answer is lost; read the resource",
    ),
    conflict("job_finished", &["cancelJob"], "nothing left to cancel"),
    conflict(
        "job_not_ended",
        &["retryJob"],
        "only a dead, cancelled or parked job, or one that waits for another try, can be retried",
    ),
    conflict("job_not_dead", &["discardJob"], "only a dead or parked job can be discarded"),
    conflict("job_state_unknown", &["cancelJob"], "only another release knows the state of this job"),
    conflict("job_superseded", &["retryJob"], "another job has taken this one's unique key"),
    conflict(
        "job_moved_on",
        &["retryJob", "discardJob", "cancelJob"],
        "the job has just changed its state; look again",
    ),
];
