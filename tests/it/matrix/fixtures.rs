//! What the operations of the table are done to.

use std::io::{Cursor, Write};

use chrono::TimeDelta;
use presswork_domain::ids::{IdentityId, SuppressionId};
use presswork_tests::{Actor, Face, PASSWORD, TestApp, id_of, pictures};
use sea_orm::prelude::Uuid;
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};
use zip::{DateTime, ZipWriter, write::SimpleFileOptions};

use super::table::Row;

/// A zip of one file, always of the same bytes.
fn zipped(name: &str, text: &str) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, SimpleFileOptions::default().last_modified_time(DateTime::default())).unwrap();
    zip.write_all(text.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

/// Everybody in the table.
pub struct Cast {
    app: TestApp,
    anonymous: Actor,
    stranger: Actor,
    owner: Actor,
    editor: Actor,
    moderator: Actor,
    admin: Actor,
    /// Counts what has to be new each time.
    count: usize,
}

impl Cast {
    pub async fn assemble(app: TestApp) -> Self {
        Self {
            anonymous: app.anonymous(),
            stranger: app.user("stranger").await,
            owner: app.user("owner").await,
            editor: app.editor("editor").await,
            moderator: app.moderator("mod").await,
            admin: app.admin("boss").await,
            app,
            count: 0,
        }
    }

    /// The app that they use.
    pub const fn app(&self) -> &TestApp {
        &self.app
    }

    /// The actor of a column, with a session of its own that the operation may end.
    pub async fn actor(&self, role: &str) -> Actor {
        let actor = match role {
            "anonymous" => return self.anonymous.clone(),
            "stranger" => &self.stranger,
            "owner" => &self.owner,
            "editor" => &self.editor,
            "moderator" => &self.moderator,
            "admin" => &self.admin,
            _ => panic!("nobody plays {role}"),
        };
        self.log_in(actor).await
    }

    /// An account as somebody registers it, confirmed.
    pub async fn join(&self, account: &Value) {
        let nobody = self.anonymous.through(Face::Rest);
        nobody.call("register", json!({ "input": account })).await.ok();
        self.app.run_jobs().await;
        let token = self.app.last_mail_to(account["email"].as_str().unwrap()).await.token();
        nobody.call("confirmEmail", json!({ "input": { "token": token } })).await.ok();
    }

    /// Gives everybody the password of the beginning again, which the stranger never changed.
    pub async fn reset_passwords(&self) {
        let sql = "UPDATE users SET password_hash = (SELECT password_hash FROM users WHERE username = 'stranger')";
        self.app.db_run(sql, vec![]).await;
    }

    /// A program with a token of this person. What its birth enqueues is no matter of the row.
    pub async fn program(&self, owner: &Actor, scope: &str) -> Actor {
        let sql = "UPDATE access_tokens SET revoked_at = created_at WHERE revoked_at IS NULL AND user_id = \
                   (SELECT id FROM users WHERE username = ?)";
        self.app.db_run(sql, vec![owner.username.clone().into()]).await;
        owner.program(&[scope]).await
    }

    async fn log_in(&self, actor: &Actor) -> Actor {
        for table in ["recovery_codes", "two_factors"] {
            let sql = format!("DELETE FROM {table} WHERE user_id = (SELECT id FROM users WHERE username = ?)");
            self.app.db_run(&sql, vec![actor.username.clone().into()]).await;
        }
        let sql = "UPDATE users SET two_factor_enabled_at = NULL WHERE username = ?";
        self.app.db_run(sql, vec![actor.username.clone().into()]).await;
        let login = json!({ "input": { "login": actor.username, "password": PASSWORD } });
        let tokens = self.anonymous.through(Face::Rest).call("login", login).await.ok();
        actor.with_tokens(&tokens)
    }

    /// The arguments of an operation on a new thing of the row's kind, which belongs to the owner; some are for the one
    /// who asks.
    pub async fn arguments(&mut self, row: &Row, actor: &Actor) -> Value {
        let Row { operation, on, .. } = *row;
        // With a session of its own: the row before may have ended all others.
        let owner = self.log_in(&self.owner).await.through(Face::Rest);
        self.count += 1;
        let mut arguments = match on {
            "-" | "account" => json!({}),
            "user" => json!({ "id": owner.id }),
            "neighbour" => json!({ "id": self.app.user(&format!("neighbour-{}", self.count)).await.id }),
            "draft" => id_of(&owner.draft("Draft").await),
            "scheduled" => {
                let (draft, at) = (owner.draft("Scheduled").await, self.app.deps.clock.now() + TimeDelta::days(1));
                let planned = json!({ "id": draft["id"], "input": { "publishAt": at.to_rfc3339() } });
                id_of(&owner.call("publishPost", planned).await.ok()["post"])
            }
            "published" => id_of(&owner.published("Published").await),
            "deleted" => {
                let draft = owner.draft("Deleted").await;
                owner.call("deletePost", id_of(&draft)).await.ok();
                id_of(&draft)
            }
            "revised" => {
                let post = owner.published("Revised").await;
                let change = json!({ "id": post["id"], "input": { "markdown": "Said *otherwise*." } });
                owner.call("updatePost", change).await.ok();
                json!({ "id": post["id"], "number": 1 })
            }
            "discussed" => json!({ "post": owner.published("Discussed").await["id"] }),
            "comment" => id_of(&owner.comment(&owner.published("Discussed").await, "Well.").await),
            "reportable" | "reported" | "moderable" | "moderated" | "appealable" | "appealed" | "rule" => {
                self.for_moderators(on, &owner).await
            }
            "told" => self.told(&owner).await,
            "tag" => {
                owner.published("Tagged").await;
                json!({ "slug": "rust" })
            }
            "synonym" => {
                owner.published("Tagged").await;
                let moderator = self.log_in(&self.moderator).await.through(Face::Rest);
                let input = json!({ "name": format!("Synonym {}", self.count) });
                json!({ "slug": moderator.call("createTag", json!({ "input": input })).await.ok()["slug"] })
            }
            "home" | "trending" => json!({ "kind": on }),
            "ticket" => id_of(&owner.ticket(pictures::png(9, 9).len()).await),
            "uploaded" => self.uploaded(&owner).await,
            "picture" => id_of(&owner.picture(&self.app, &pictures::png(9, 9)).await),
            "nodes" => json!({ "ids": owner.id }),
            "job" => id_of(&self.job().await),
            "dead" => self.dead_job().await,
            "mail" => self.mail_job().await,
            "session" => id_of(&owner.call("sessions", json!({})).await.ok()["data"][0]),
            "token" => {
                let input = json!({ "input": { "name": "a program", "scopes": ["read"] } });
                id_of(&owner.call("createAccessToken", input).await.ok()["accessToken"])
            }
            "identity" => self.identity().await,
            "invitation" => {
                let admin = self.log_in(&self.admin).await.through(Face::Rest);
                let input = json!({ "input": { "email": format!("guest-{}@example.org", self.count) } });
                id_of(&admin.call("createInvitation", input).await.ok())
            }
            "subscriber" => self.subscriber().await,
            "suppression" => self.suppression().await,
            "webhook" => json!({ "id": self.webhook().await }),
            "delivery" => self.delivery().await,
            "untaken" | "export" => self.export(on == "export", &owner).await,
            "import" => self.import().await,
            "imported" => self.imported().await,
            "queue" => json!({ "name": "bulk" }),
            "worker" => json!({ "id": "worker_nobody" }),
            "schedule" => json!({ "name": "purge-jobs" }),
            "begun" => json!({ "input": { "code": self.second_factor(actor).await } }),
            "enabled" => {
                let input = json!({ "input": { "code": self.second_factor(actor).await } });
                if actor.token.is_some() {
                    actor.through(Face::Rest).call("confirmTwoFactor", input).await.ok();
                }
                json!({})
            }
            _ => panic!("there is no {on}"),
        };
        if operation.contains("reactTo") {
            arguments["kind"] = json!("like");
        }
        if operation == "search" {
            arguments["q"] = json!("published");
        }
        if on != "begun"
            && let Some(input) = self.input(operation).await
        {
            arguments["input"] = input;
        }
        arguments
    }

    /// The only export there is, or none.
    async fn export(&self, is_taken: bool, owner: &Actor) -> Value {
        self.app.db_run("DELETE FROM exports", vec![]).await;
        if !is_taken {
            return json!({});
        }
        id_of(&owner.call("createDataExport", json!({ "input": { "kind": "own" } })).await.ok())
    }

    /// What moderators look after, and what comes of that.
    async fn for_moderators(&mut self, on: &str, owner: &Actor) -> Value {
        match on {
            "reportable" => {
                let comment = owner.comment(&owner.published("Discussed").await, "Well.").await;
                json!({ "input": { "subjectId": comment["id"], "reason": "spam", "note": "Again." } })
            }
            "moderable" => {
                let comment = owner.comment(&owner.published("Discussed").await, "Well.").await;
                json!({ "input": { "kind": "hide", "subjectId": comment["id"], "reason": "spam", "note": "Again." } })
            }
            "moderated" => self.moderated(owner).await,
            "appealable" => {
                let action = self.moderated(owner).await;
                json!({ "input": { "actionId": action["id"], "text": "It was a quotation." } })
            }
            "appealed" => {
                let action = self.moderated(owner).await;
                let input = json!({ "actionId": action["id"], "text": "It was a quotation." });
                id_of(&owner.call("createAppeal", json!({ "input": input })).await.ok())
            }
            "rule" => {
                let moderator = self.log_in(&self.moderator).await.through(Face::Rest);
                let input = json!({ "name": "Casinos", "kind": "words", "words": ["casino"] });
                id_of(&moderator.call("createModerationRule", json!({ "input": input })).await.ok())
            }
            "reported" => self.reported(owner).await,
            _ => panic!("there is no {on}"),
        }
    }

    async fn input(&self, operation: &str) -> Option<Value> {
        let (name, email) = (format!("new-{}", self.count), format!("new-{}@example.org", self.count));
        let account = json!({ "username": name, "email": email, "password": PASSWORD });
        Some(match operation {
            "register" => account,
            "subscribe" | "requestEmailVerification" | "requestPasswordReset" | "changeEmail" | "createInvitation" => {
                json!({ "email": email })
            }
            "confirmEmail" => {
                self.anonymous.through(Face::Rest).call("register", json!({ "input": account })).await.ok();
                self.app.run_jobs().await;
                json!({ "token": self.app.last_mail_to(&email).await.token() })
            }
            "confirmSubscription" => {
                self.anonymous.through(Face::Rest).call("subscribe", json!({ "input": { "email": email } })).await.ok();
                self.app.run_jobs().await;
                json!({ "token": self.app.last_mail_to(&email).await.token() })
            }
            "login" => json!({ "login": self.owner.username, "password": PASSWORD }),
            "refresh" => json!({ "refreshToken": self.log_in(&self.owner).await.refresh_token }),
            "resetPassword" => {
                let asked = json!({ "input": { "email": self.owner.email } });
                // As if none had been asked for within the hour.
                self.app.db_run("DELETE FROM email_tokens", vec![]).await;
                self.anonymous.through(Face::Rest).call("requestPasswordReset", asked).await.ok();
                self.app.run_jobs().await;
                let mails = self.app.mails_to(&self.owner.email).await;
                let mail = mails.iter().rfind(|mail| mail.subject == "Set a new password").unwrap();
                json!({ "token": mail.token(), "password": PASSWORD })
            }
            "confirmEmailChange" => self.email_change(&email).await,
            "acceptInvitation" => {
                let admin = self.log_in(&self.admin).await.through(Face::Rest);
                admin.call("createInvitation", json!({ "input": { "email": email } })).await.ok();
                self.app.run_jobs().await;
                json!({ "token": self.app.last_mail_to(&email).await.token(), "username": name, "password": PASSWORD })
            }
            "completeProviderLogin" | "linkIdentity" => {
                json!({ "code": "guessed", "codeVerifier": "a verifier of nothing, but long enough to be one" })
            }
            "createFirstAdmin" => {
                let mut input = account;
                input["token"] = json!("there is an admin already");
                input
            }
            "completeTwoFactorLogin" => self.two_factor_login().await,
            "confirmTwoFactor" => json!({ "code": "none" }),
            "createMedia" => json!({ "filename": "cat.png", "mediaType": "image/png", "size": 2048 }),
            "updateMedia" => json!({ "altText": "A cat" }),
            "setNotificationPreferences" => json!({
                "timeZone": "Europe/Berlin",
                "digestHour": 7,
                "kinds": [{ "kind": "reaction", "inbox": true, "mail": false, "digest": "weekly" }],
            }),
            "updateMe" => json!({ "bio": "Changed" }),
            "updateUser" => json!({ "role": "author" }),
            "changePassword" => json!({ "currentPassword": PASSWORD, "newPassword": PASSWORD }),
            "reauthenticate" => json!({ "password": PASSWORD }),
            "createAccessToken" => json!({ "name": "another", "scopes": ["read"] }),
            "createDataExport" => json!({ "kind": "own" }),
            "createDataImport" => json!({ "form": "markdown", "author": "owner", "size": 2048 }),
            "createWebhook" => json!({ "url": "https://hooks.example/presswork" }),
            "updateWebhook" => json!({ "description": "Mine" }),
            "recoverWebhook" => json!({ "since": "2020-01-01T00:00:00Z" }),
            "retryJobs" | "discardJobs" | "cancelJobs" => json!({ "kind": "test.nothing" }),
            "createComment" | "updateComment" | "previewMarkdown" => json!({ "markdown": "Well *said*." }),
            "createPost" | "updatePost" => json!({ "title": "Mine" }),
            "createTag" => json!({ "name": format!("Tag {}", self.count) }),
            "updateTag" => json!({ "description": "What else it is called." }),
            "decideAppeal" => json!({ "outcome": "upheld", "answer": "We have looked again." }),
            "createModerationRule" | "replaceModerationRule" => json!({ "name": "Links", "kind": "links", "limit": 2 }),
            "reverseModerationAction" => json!({ "note": "Thought better of it." }),
            "resolveReport" => json!({ "outcome": "upheld", "note": "Deleted." }),
            "mergeTag" => json!({ "into": "rust" }),
            _ => return None,
        })
    }

    /// An identity of the owner at a provider, as if they had come back from there.
    async fn identity(&self) -> Value {
        let id = IdentityId::from_uuid(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + self.count as u128));
        let sql = "INSERT INTO identities (id, user_id, provider, subject, name, created_at) \
                   SELECT ?, id, 'school', ?, 'owner', created_at FROM users WHERE username = 'owner'";
        self.app.db_run(sql, vec![id.uuid().into(), format!("subject-{}", self.count).into()]).await;
        json!({ "id": id.to_string() })
    }

    /// Somebody who gets newsletters.
    async fn subscriber(&self) -> Value {
        let owner = self.log_in(&self.owner).await.through(Face::Rest);
        owner.call("subscribe", json!({ "input": {} })).await.ok();
        let admin = self.log_in(&self.admin).await.through(Face::Rest);
        id_of(&admin.call("subscribers", json!({ "first": 1 })).await.ok()["data"][0])
    }

    /// An address to which no mail goes, as if it had been reported.
    async fn suppression(&self) -> Value {
        let number = 0x0190_0000_0000_7000_8000_0000_0000_0000 + self.count as u128;
        let id = SuppressionId::from_uuid(Uuid::from_u128(number));
        let sql = "INSERT INTO suppressions (id, email, reason, created_at) \
                   SELECT ?, ?, 'bounce', created_at FROM users WHERE username = 'owner'";
        let email = format!("gone-{}@example.org", self.count);
        self.app.db_run(sql, vec![id.uuid().into(), email.into()]).await;
        json!({ "id": id.to_string() })
    }

    /// The first agreement to another mail address of somebody.
    async fn email_change(&self, email: &str) -> Value {
        let mover = self.app.user(&format!("mover-{}", self.count)).await.through(Face::Rest);
        mover.call("changeEmail", json!({ "input": { "email": email } })).await.ok();
        self.app.run_jobs().await;
        json!({ "token": self.app.last_mail_to(email).await.token() })
    }

    /// The second step of a login of somebody who has a second factor.
    async fn two_factor_login(&self) -> Value {
        let name = format!("careful-{}", self.count);
        let careful = self.app.user(&name).await.through(Face::Rest);
        let code = self.second_factor(&careful).await;
        let codes = careful.call("confirmTwoFactor", json!({ "input": { "code": code } })).await.ok();
        let login = json!({ "input": { "login": name, "password": PASSWORD } });
        let problem = self.anonymous.call("login", login).await.refused(401, "two_factor_required");
        json!({ "challenge": problem["challenge"], "code": codes["codes"][0] })
    }

    /// Begins a second factor for this person, who is logged in; its code of now. Anonymous people have none.
    async fn second_factor(&self, actor: &Actor) -> String {
        if actor.token.is_none() {
            return "none".to_owned();
        }
        let started = actor.through(Face::Rest).call("startTwoFactor", json!({})).await.ok();
        let secret = Secret::try_from_base32(started["secret"].as_str().unwrap()).unwrap();
        let totp = Builder::new().with_secret(secret).build().unwrap();
        totp.generate(self.app.deps.clock.now().timestamp().unsigned_abs()).to_string()
    }

    /// A job that the owner set in motion and that waits.
    async fn job(&self) -> Value {
        let owner = self.log_in(&self.owner).await.through(Face::Rest);
        let draft = owner.draft("Hello").await;
        owner.call("publishPost", id_of(&draft)).await.ok()["job"].clone()
    }

    /// An import, the only one, whose archive has arrived: a post of the owner that nobody has yet.
    async fn import(&self) -> Value {
        self.app.db_run("DELETE FROM imports", vec![]).await;
        let admin = self.log_in(&self.admin).await.through(Face::Rest);
        let bytes = zipped(&format!("note-{}.md", self.count), "# A note");
        let input = json!({ "form": "markdown", "author": "owner", "size": bytes.len() });
        let import = admin.call("createDataImport", json!({ "input": input })).await.ok();
        admin.request("PUT", import["uploadUrl"].as_str().unwrap()).body(bytes).send().await.expect(200);
        id_of(&import)
    }

    /// An import that was taken in.
    async fn imported(&self) -> Value {
        let import = self.import().await;
        let admin = self.log_in(&self.admin).await.through(Face::Rest);
        admin.call("applyDataImport", import.clone()).await.ok();
        self.app.run_jobs().await;
        import
    }

    /// A webhook, the only one, at an address that leads nowhere.
    async fn webhook(&self) -> Value {
        for table in ["webhook_attempts", "webhook_deliveries", "webhooks"] {
            self.app.db_run(&format!("DELETE FROM {table}"), vec![]).await;
        }
        let admin = self.log_in(&self.admin).await.through(Face::Rest);
        let input = json!({ "input": { "url": "https://hooks.example/presswork" } });
        admin.call("createWebhook", input).await.ok()["webhook"]["id"].clone()
    }

    /// What such a webhook is to be told.
    async fn delivery(&self) -> Value {
        let webhook = self.webhook().await;
        let admin = self.log_in(&self.admin).await.through(Face::Rest);
        id_of(&admin.call("testWebhook", json!({ "id": webhook })).await.ok())
    }

    /// What a moderator has done about something of the owner's.
    async fn moderated(&self, owner: &Actor) -> Value {
        let post = owner.published("Doubtful").await;
        let moderator = self.log_in(&self.moderator).await.through(Face::Rest);
        let input = json!({ "kind": "lock", "subjectId": post["id"], "reason": "spam" });
        id_of(&moderator.call("createModerationAction", json!({ "input": input })).await.ok())
    }

    /// An open report on something of the owner's.
    async fn reported(&self, owner: &Actor) -> Value {
        let post = owner.published("Doubtful").await;
        let stranger = self.log_in(&self.stranger).await.through(Face::Rest);
        let input = json!({ "subjectId": post["id"], "reason": "spam" });
        id_of(&stranger.call("createReport", json!({ "input": input })).await.ok())
    }

    /// Something that the owner was told.
    async fn told(&self, owner: &Actor) -> Value {
        let post = owner.published("Talked about").await;
        let teller = self.app.user(&format!("teller-{}", self.count)).await.through(Face::Rest);
        teller.comment(&post, "Well.").await;
        self.app.run_jobs().await;
        id_of(&owner.call("notifications", json!({ "first": 1 })).await.ok()["data"][0])
    }

    /// A ticket whose bytes have arrived.
    async fn uploaded(&self, owner: &Actor) -> Value {
        let bytes = pictures::png(9, 9);
        let media = owner.ticket(bytes.len()).await;
        owner.upload(&media, &bytes).await.expect(200);
        id_of(&media)
    }

    async fn dead_job(&self) -> Value {
        self.app.run_jobs().await;
        let job = id_of(&self.job().await);
        self.app.db_run("UPDATE jobs SET state = 'dead' WHERE state = 'queued'", vec![]).await;
        job
    }

    /// A job that nobody set in motion who is logged in: the first mail of somebody.
    async fn mail_job(&self) -> Value {
        let jobs = self
            .log_in(&self.admin)
            .await
            .through(Face::Rest)
            .call("jobs", json!({ "kind": "mail.send", "last": 1 }))
            .await
            .ok();
        id_of(&jobs["data"][0])
    }

    /// Lets everything rest.
    pub fn dismiss(self) {
        self.app.abandon_jobs();
    }
}
