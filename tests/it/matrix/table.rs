//! Who may do what: one row for each operation and each kind of thing it is done to.
//!
//! `ok`, or the status of the refusal: 401 `authentication_required`, 403 `forbidden`, 404 `not_found`; another code stands
//! behind a colon. The stranger is an author like the owner, but of nothing here. What the things are: `fixtures.rs`.
//!
//! The last column says which scope an access token needs: `-` for none, `session` where no token will do, `a|b` where
//! either does, `change` for any but read. A token with the scope is answered like its owner; one without it like anonymous or, where that is 401,
//! with 403 `insufficient_scope`. Tokens with the scopes read, write and publish are the owner's, those with moderate the
//! moderator's, those with ops and admin the admin's.

/// The rows.
pub const TABLE: &str = "
operation                 on         anonymous  stranger  owner  editor  moderator  admin  scope

register                  account    ok         ok        ok     ok      ok         ok     change
requestEmailVerification  account    ok         ok        ok     ok      ok         ok     change
confirmEmail              account    ok         ok        ok     ok      ok         ok     change
login                     account    ok         ok        ok     ok      ok         ok     change
completeTwoFactorLogin    account    ok         ok        ok     ok      ok         ok     change
refresh                   account    ok         ok        ok     ok      ok         ok     change
logout                    -          401        ok        ok     ok      ok         ok     session
me                        -          401        ok        ok     ok      ok         ok     read
requestPasswordReset      account    ok         ok        ok     ok      ok         ok     change
resetPassword             account    ok         ok        ok     ok      ok         ok     change
changeEmail               -          401        ok        ok     ok      ok         ok     session
confirmEmailChange        account    ok         ok        ok     ok      ok         ok     change
deleteMe                  -          401        ok        ok     ok      ok         409:last_admin  session
createFirstAdmin          account    400:invalid_link  400:invalid_link  400:invalid_link  400:invalid_link  400:invalid_link  400:invalid_link  -
completeProviderLogin     account    400:invalid_login_code  400:invalid_login_code  400:invalid_login_code  400:invalid_login_code  400:invalid_login_code  400:invalid_login_code  change
linkIdentity              account    401        400:invalid_login_code  400:invalid_login_code  400:invalid_login_code  400:invalid_login_code  400:invalid_login_code  session
unlinkIdentity            identity   401        404       ok     404     404        404    session
identities                -          401        ok        ok     ok      ok         ok     session
invitations               -          401        403       403    403     403        ok     admin
createInvitation          account    401        403       403    403     403        ok     admin
revokeInvitation          invitation 401        403       403    403     403        ok     admin
acceptInvitation          account    ok         ok        ok     ok      ok         ok     change
changePassword            -          401        ok        ok     ok      ok         ok     session
reauthenticate            -          401        ok        ok     ok      ok         ok     session
startTwoFactor            -          401        ok        ok     ok      ok         ok     session
confirmTwoFactor          -          401        409:two_factor_not_started  409:two_factor_not_started  409:two_factor_not_started  409:two_factor_not_started  409:two_factor_not_started  session
disableTwoFactor          -          401        409:two_factor_not_enabled  409:two_factor_not_enabled  409:two_factor_not_enabled  409:two_factor_not_enabled  409:two_factor_not_enabled  session
regenerateRecoveryCodes   -          401        409:two_factor_not_enabled  409:two_factor_not_enabled  409:two_factor_not_enabled  409:two_factor_not_enabled  409:two_factor_not_enabled  session
confirmTwoFactor          begun      401        ok        ok     ok      ok         ok     session
disableTwoFactor          enabled    401        ok        ok     ok      ok         ok     session
regenerateRecoveryCodes   enabled    401        ok        ok     ok      ok         ok     session
updateMe                  -          401        ok        ok     ok      ok         ok     write
updateUser                user       401        403       403    403     403        ok     admin
sessions                  -          401        ok        ok     ok      ok         ok     session
revokeSession             session    401        404       ok     404     404        404    session
revokeOtherSessions       -          401        ok        ok     ok      ok         ok     session
accessTokens              -          401        ok        ok     ok      ok         ok     session
createAccessToken         -          401        ok        ok     ok      ok         ok     session
revokeAccessToken         token      401        404       ok     404     404        404    session

users                     -          ok         ok        ok     ok      ok         ok     -
user                      user       ok         ok        ok     ok      ok         ok     -
followers                 user       ok         ok        ok     ok      ok         ok     -
following                 user       ok         ok        ok     ok      ok         ok     -
followUser                user       401        ok        409:own_account ok ok     ok     write
followUser                neighbour  401        ok        ok     ok      ok         ok     write
unfollowUser              neighbour  401        ok        ok     ok      ok         ok     write
blocks                    -          401        ok        ok     ok      ok         ok     read
blockUser                 neighbour  401        ok        ok     ok      ok         ok     write
unblockUser               neighbour  401        ok        ok     ok      ok         ok     write

posts                     -          ok         ok        ok     ok      ok         ok     -
createPost                -          401        ok        ok     ok      ok         ok     write
previewMarkdown           -          401        ok        ok     ok      ok         ok     read
post                      draft      404        404       ok     ok      ok         ok     read
post                      scheduled  404        404       ok     ok      ok         ok     read
post                      published  ok         ok        ok     ok      ok         ok     read
updatePost                draft      401        404       ok     ok      ok         ok     write
updatePost                published  401        403       ok     ok      ok         ok     write
publishPost               draft      401        404       ok     ok      ok         ok     publish
publishPost               scheduled  401        404       ok     ok      ok         ok     publish
unpublishPost             published  401        403       ok     ok      ok         ok     publish
unpublishPost             scheduled  401        404       ok     ok      ok         ok     publish
cancelSchedule            scheduled  401        404       ok     ok      ok         ok     publish
deletePost                draft      401        404       ok     ok      ok         ok     write
deletePost                published  401        403       ok     ok      ok         ok     write
restorePost               deleted    401        404       ok     ok      ok         ok     write
restorePost               published  401        403       409:not_deleted 409:not_deleted 409:not_deleted 409:not_deleted write
postRevisions             draft      401        404       ok     ok      ok         ok     read
postRevisions             published  401        403       ok     ok      ok         ok     read
postRevision              revised    401        403       ok     ok      ok         ok     read
postRevisionDiff          revised    401        403       ok     ok      ok         ok     read
restoreRevision           revised    401        403       ok     ok      ok         ok     write

reactToPost               published  401        ok        ok     ok      ok         ok     write
reactToPost               draft      401        404       409:not_published 409:not_published 409:not_published 409:not_published write
unreactToPost             published  401        ok        ok     ok      ok         ok     write
lockComments              published  401        403       ok     ok      ok         ok     write
unlockComments            published  401        403       ok     ok      ok         ok     write

comments                  discussed  ok         ok        ok     ok      ok         ok     -
createComment             discussed  401        ok        ok     ok      ok         ok     write
comment                   comment    ok         ok        ok     ok      ok         ok     -
commentReplies            comment    ok         ok        ok     ok      ok         ok     -
commentRevisions          comment    401        403       ok     403     ok         ok     read
updateComment             comment    401        403       ok     403     403        403    write
deleteComment             comment    401        403       ok     403     ok         ok     write|moderate
reactToComment            comment    401        ok        ok     ok      ok         ok     write
unreactToComment          comment    401        ok        ok     ok      ok         ok     write

bookmarks                 -          401        ok        ok     ok      ok         ok     read
addBookmark               discussed  401        ok        ok     ok      ok         ok     write
removeBookmark            discussed  401        ok        ok     ok      ok         ok     write

notifications             -          401        ok        ok     ok      ok         ok     read
unreadNotificationCount   -          401        ok        ok     ok      ok         ok     read
readNotification          told       401        404       ok     404     404        404    write
readAllNotifications      -          401        ok        ok     ok      ok         ok     write
notificationPreferences   -          401        ok        ok     ok      ok         ok     read
setNotificationPreferences -         401        ok        ok     ok      ok         ok     write

subscribe                 account    ok         ok        ok     ok      ok         ok     change
confirmSubscription       account    ok         ok        ok     ok      ok         ok     change
unsubscribe               -          401        ok        ok     ok      ok         ok     write
newsletterPreference      -          401        ok        ok     ok      ok         ok     read
subscribers               -          401        403       403    403     403        ok     admin
removeSubscriber          subscriber 401        403       403    403     403        ok     admin
suppressions              -          401        403       403    403     403        ok     admin
liftSuppression           suppression 401       403       403    403     403        ok     admin

createReport              reportable 401        ok        409:own_content ok ok    ok     write
report                    reported   401        ok        404    404     ok         ok     read
moderationQueue           -          401        403       403    403     ok         ok     moderate
createModerationAction    moderable  401        403       403    403     ok         ok     moderate
moderationActions         -          401        403       403    403     ok         ok     moderate
moderationAction          moderated  401        404       ok     404     ok         ok     read
reverseModerationAction   moderated  401        403       403    403     ok         ok     moderate
createAppeal              appealable 401        404       ok     404     403        403    write
appeals                   -          401        403       403    403     ok         ok     moderate
appeal                    appealed   401        404       ok     404     ok         ok     read
decideAppeal              appealed   401        403       403    403     ok         ok     moderate
createModerationRule      -          401        403       403    403     ok         ok     moderate
moderationRules           -          401        403       403    403     ok         ok     moderate
moderationRule            rule       401        403       403    403     ok         ok     moderate
replaceModerationRule     rule       401        403       403    403     ok         ok     moderate
tryModerationRule         rule       401        403       403    403     ok         ok     moderate
deleteModerationRule      rule       401        403       403    403     ok         ok     moderate
myTrust                   -          401        ok        ok     ok      ok         ok     read
userTrust                 user       401        403       403    403     ok         ok     moderate
myModerationActions       -          401        ok        ok     ok      ok         ok     read
resolveReport             reported   401        403       403    403     ok         ok     moderate

tags                      -          ok         ok        ok     ok      ok         ok     -
tag                       tag        ok         ok        ok     ok      ok         ok     -
createTag                 -          401        403       403    403     ok         ok     moderate
updateTag                 synonym    401        403       403    403     ok         ok     moderate
deleteTag                 synonym    401        403       403    403     ok         ok     moderate
mergeTag                  synonym    401        403       403    403     ok         ok     moderate
followTag                 tag        401        ok        ok     ok      ok         ok     write
unfollowTag               tag        401        ok        ok     ok      ok         ok     write
followedTags              -          401        ok        ok     ok      ok         ok     read

feed                      -          ok         ok        ok     ok      ok         ok     -
feed                      trending   ok         ok        ok     ok      ok         ok     -
feed                      home       401        ok        ok     ok      ok         ok     read
search                    -          ok         ok        ok     ok      ok         ok     -

mediaLibrary              -          401        ok        ok     ok      ok         ok     read
createMedia               -          401        ok        ok     ok      ok         ok     write
media                     ticket     404        404       ok     ok      ok         ok     read
media                     picture    ok         ok        ok     ok      ok         ok     -
completeMedia             uploaded   401        404       ok     404     404        404    write
updateMedia               ticket     401        404       ok     ok      ok         ok     write
updateMedia               picture    401        403       ok     ok      ok         ok     write
deleteMedia               ticket     401        404       ok     ok      ok         ok     write
deleteMedia               picture    401        403       ok     ok      ok         ok     write

node                      user       ok         ok        ok     ok      ok         ok     read
node                      draft      404        404       ok     ok      ok         ok     read
node                      published  ok         ok        ok     ok      ok         ok     read
node                      ticket     404        404       ok     ok      ok         ok     read
node                      job        404        404       ok     404     404        ok     read|ops
nodes                     nodes      ok         ok        ok     ok      ok         ok     read

jobs                      -          401        ok        ok     ok      ok         ok     -
job                       job        404        404       ok     404     404        ok     read|ops
job                       mail       404        404       404    404     404        ok     read|ops
jobFailures               job        404        404       ok     404     404        ok     read|ops
jobSteps                  job        404        404       ok     404     404        ok     read|ops
cancelJob                 job        401        404       ok     404     404        ok     write|ops
retryJob                  dead       401        404       403    404     404        ok     ops
discardJob                dead       401        404       403    404     404        ok     ops
retryJobs                 -          401        403       403    403     403        ok     ops
discardJobs               -          401        403       403    403     403        ok     ops
cancelJobs                -          401        ok        ok     ok      ok         ok     write|ops

rateLimit                 -          ok         ok        ok     ok      ok         ok     -

auditLog                  -          401        403       403    403     403        ok     admin

eventTypes                -          ok         ok        ok     ok      ok         ok     -
events                    -          401        403       403    403     403        ok     read
webhooks                  -          401        403       403    403     403        ok     admin
createWebhook             -          401        403       403    403     403        ok     admin
webhook                   webhook    401        403       403    403     403        ok     admin
updateWebhook             webhook    401        403       403    403     403        ok     admin
deleteWebhook             webhook    401        403       403    403     403        ok     admin
rotateWebhookSecret       webhook    401        403       403    403     403        ok     admin
testWebhook               webhook    401        403       403    403     403        ok     admin
recoverWebhook            webhook    401        403       403    403     403        ok     admin
webhookDeliveries         webhook    401        403       403    403     403        ok     admin
webhookDelivery           delivery   401        403       403    403     403        ok     admin
webhookAttempts           delivery   401        403       403    403     403        ok     admin
redeliver                 delivery   401        403       403    403     403        ok     admin

dataExports               -          401        ok        ok     ok      ok         ok     session
createDataExport          untaken    401        ok        ok     ok      ok         ok     session
dataExport                export     401        404       ok     404     404        404    session
deleteDataExport          export     401        404       ok     404     404        404    session

dataImports               -          401        403       403    403     403        ok     session
createDataImport          -          401        403       403    403     403        ok     session
dataImport                import     401        403       403    403     403        ok     session
dataImportFindings        import     401        403       403    403     403        ok     session
planDataImport            import     401        403       403    403     403        ok     session
applyDataImport           import     401        403       403    403     403        ok     session
undoDataImport            imported   401        403       403    403     403        ok     session
deleteDataImport          import     401        403       403    403     403        ok     session

queues                    -          401        403       403    403     403        ok     ops
queueHistory              queue      401        403       403    403     403        ok     ops
pauseQueue                queue      401        403       403    403     403        ok     ops
resumeQueue               queue      401        403       403    403     403        ok     ops
workers                   -          401        403       403    403     403        ok     ops
drainWorker               worker     401        403       403    403     403        404    ops
schedules                 -          401        403       403    403     403        ok     ops
triggerSchedule           schedule   401        403       403    403     403        ok     ops
pauseSchedule             schedule   401        403       403    403     403        ok     ops
resumeSchedule            schedule   401        403       403    403     403        ok     ops
";

/// One row, taken apart.
pub struct Row {
    /// The operation.
    pub operation: &'static str,
    /// The kind of thing it is done to.
    pub on: &'static str,
    /// What each role is answered, as `(role, expected)`.
    pub cells: Vec<(&'static str, &'static str)>,
    /// The scopes of which a token needs one; `-` or `session`.
    pub scope: &'static str,
}

/// Each scope, whose token has it, and which scopes it includes.
pub const TOKENS: [(&str, &str, &[&str]); 6] = [
    ("read", "owner", &["read"]),
    ("write", "owner", &["write", "read"]),
    ("publish", "owner", &["publish", "read"]),
    ("moderate", "moderator", &["moderate", "read"]),
    ("ops", "admin", &["ops"]),
    ("admin", "admin", &["read", "write", "publish", "moderate", "ops", "admin"]),
];

impl Row {
    /// What a role is answered.
    fn cell(&self, role: &str) -> &'static str {
        self.cells.iter().find(|(name, _)| *name == role).unwrap().1
    }

    /// What a token with one scope is answered.
    pub fn token_cell(&self, owner: &str, includes: &[&str]) -> &'static str {
        match (self.scope, self.cell("anonymous")) {
            ("change", _) if includes == ["read"] => "403:insufficient_scope",
            ("-" | "change", _) => self.cell(owner),
            ("session", _) => "403:session_required",
            (needed, _) if needed.split('|').any(|one| includes.contains(&one)) => self.cell(owner),
            (_, "401") => "403:insufficient_scope",
            (_, public) => public,
        }
    }
}

/// Every row.
pub fn rows() -> Vec<Row> {
    let mut lines = TABLE.lines().filter(|line| !line.is_empty()).map(|line| line.split_whitespace());
    let columns: Vec<_> = lines.next().unwrap().skip(2).collect();
    let roles = &columns[..columns.len() - 1];
    lines
        .map(|mut words| {
            let (operation, on) = (words.next().unwrap(), words.next().unwrap());
            let cells: Vec<_> = roles.iter().copied().zip(&mut words).collect();
            let scope = words.next().unwrap_or_else(|| panic!("the row of {operation} {on} has gaps, or no scope"));
            Row { operation, on, cells, scope }
        })
        .collect()
}
