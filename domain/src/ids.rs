//! Public ids: a prefix that names the type and a `UUIDv7` in base32, in the `TypeID` form (`post_01h455vb4pex5vsknk084sn02q`).
//!
//! The same text is the REST id and the GraphQL `ID`; the database keeps the bare UUID. An id of another type does not
//! parse, so that it can't be looked up by mistake.

use type_safe_id::{StaticType, TypeSafeId};
use uuid::Uuid;

use crate::{Context, Error, Result};

macro_rules! ids {
    ($($(#[$doc:meta])* $id:ident, $marker:ident, $prefix:literal;)*) => {
        $(
            #[doc = concat!("Marker of the `", $prefix, "_` prefix.")]
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
            pub struct $marker;
            impl StaticType for $marker {
                const TYPE: &'static str = $prefix;
            }
            $(#[$doc])*
            pub type $id = TypeSafeId<$marker>;
        )*
    };
}

ids! {
    /// A person's account.
    UserId, UserKind, "user";
    /// One login of one device.
    SessionId, SessionKind, "sess";
    /// What a person gives to a program to act for them.
    AccessTokenId, AccessTokenKind, "token";
    /// A single-use link in a mail.
    EmailTokenId, EmailTokenKind, "mail";
    /// A letter that lets somebody join.
    InvitationId, InvitationKind, "inv";
    /// A link between an account and an identity at a provider.
    IdentityId, IdentityKind, "ident";
    /// A login that is on its way to a provider and back.
    FlowId, FlowKind, "flow";
    /// A post, in any state.
    PostId, PostKind, "post";
    /// A comment on a post, or on another comment.
    CommentId, CommentKind, "comment";
    /// A tag.
    TagId, TagKind, "tag";
    /// What somebody sent, or is about to.
    MediaId, MediaKind, "media";
    /// A picture made ready.
    BlobId, BlobKind, "blob";
    /// A row of the job ledger.
    JobId, JobKind, "job";
    /// Something that somebody is told.
    NotificationId, NotificationIdKind, "notif";
    /// What somebody says about a thing that is not as it should be.
    ReportId, ReportKind, "report";
    /// What moderators have done about something.
    ModerationActionId, ModerationActionKind, "action";
    /// What somebody says against what moderators have done.
    AppealId, AppealKind, "appeal";
    /// A rule about what people write.
    RuleId, RuleIdKind, "rule";
    /// An entry of the audit log.
    AuditEntryId, AuditEntryKind, "aud";
    /// Something that happened.
    EventId, EventKind, "evt";
    /// Somebody who wants to hear of events.
    WebhookId, WebhookKind, "hook";
    /// Somebody who gets newsletters.
    SubscriberId, SubscriberKind, "sub";
    /// An address that gets no mail that need not be sent.
    SuppressionId, SuppressionKind, "supp";
    /// What a webhook is told of an event.
    WebhookDeliveryId, WebhookDeliveryKind, "dlv";
    /// Something to take along.
    ExportId, ExportIdKind, "exp";
    /// An archive that was taken in.
    ImportId, ImportIdKind, "imp";
}

/// How many characters an id of a type has: the prefix, an underscore, and 26 digits.
#[must_use]
pub const fn length<T: StaticType>() -> usize {
    length_of(T::TYPE)
}

/// The same by the prefix.
#[must_use]
pub const fn length_of(prefix: &str) -> usize {
    prefix.len() + 1 + 26
}

/// How many characters the longest id has that names a node.
pub const NODE_MAX: usize = length::<CommentKind>();

/// What an id of unknown type points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NodeId {
    /// `user_...`
    User(UserId),
    /// `post_...`
    Post(PostId),
    /// `comment_...`
    Comment(CommentId),
    /// `tag_...`
    Tag(TagId),
    /// `media_...`
    Media(MediaId),
    /// `job_...`
    Job(JobId),
}

impl NodeId {
    /// Reads an id of any public type.
    ///
    /// # Errors
    /// `invalid_id` when the prefix is none of ours or the rest is no `TypeID`.
    pub fn parse(text: &str) -> Result<Self> {
        match text.split_once('_').map(|(prefix, _)| prefix) {
            Some("user") => parse(text).map(Self::User),
            Some("post") => parse(text).map(Self::Post),
            Some("comment") => parse(text).map(Self::Comment),
            Some("tag") => parse(text).map(Self::Tag),
            Some("media") => parse(text).map(Self::Media),
            Some("job") => parse(text).map(Self::Job),
            _ => Err(Error::malformed("invalid_id", "not an id of a user, post, comment, tag, medium or job")),
        }
    }
}

/// Reads an id of one type.
///
/// # Errors
/// `invalid_id` when the text is no id, or one of another type.
pub fn parse<T: StaticType>(text: &str) -> Result<TypeSafeId<T>> {
    text.parse().map_err(|_| {
        Error::malformed("invalid_id", format!("expected an id of the form {}_01h455vb4pex5vsknk084sn02q", T::TYPE))
    })
}

/// A new id: the context's time in milliseconds and 74 random bits (RFC 9562, section 5.7).
#[must_use]
pub fn new<T: StaticType>(cx: &Context) -> TypeSafeId<T> {
    TypeSafeId::from_uuid(uuid_v7(cx))
}

fn uuid_v7(cx: &Context) -> Uuid {
    let millis = u64::try_from(cx.now.timestamp_millis()).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(millis, &cx.deps.entropy.bytes()).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_as_itself() {
        let id = PostId::from_uuid(Uuid::from_u128(0x0188_bac7_4afa_78aa_bc3b_bd1e_ef28_d881));
        assert_eq!(id.to_string(), "post_01h2xcejqtf2nbrexx3vqjhp41");
        assert_eq!(parse::<PostKind>(&id.to_string()).unwrap(), id);
    }

    #[test]
    fn an_id_of_another_type_is_refused() {
        assert_eq!(parse::<UserKind>("post_01h2xcejqtf2nbrexx3vqjhp41").unwrap_err().code(), "invalid_id");
    }

    #[test]
    fn a_node_id_finds_its_type_by_the_prefix() {
        assert!(matches!(NodeId::parse("tag_01h2xcejqtf2nbrexx3vqjhp41"), Ok(NodeId::Tag(_))));
        assert_eq!(NodeId::parse("cat_01h2xcejqtf2nbrexx3vqjhp41").unwrap_err().code(), "invalid_id");
    }
}
