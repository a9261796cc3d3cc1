//! Pages as GraphQL sends them.

use async_graphql::{Context, Object};
use presswork_domain::page::{Page, Whole};

use super::info::PageInfo;
use crate::{
    blueprints::{
        access_tokens::dto::AccessToken,
        accounts::dto::Session,
        appeals::dto::Appeal,
        audit::dto::AuditEntry,
        blocks::dto::Block,
        bookmarks::dto::Bookmark,
        comments::dto::{Comment, CommentRevision},
        events::dto::Event,
        exports::dto::DataExport,
        identities::dto::Identity,
        imports::dto::{DataImport, DataImportFinding},
        invitations::dto::Invitation,
        jobs::dto::Job,
        media::dto::Media,
        moderation::dto::ModerationAction,
        newsletters::dto::Subscriber,
        notifications::dto::Notification,
        posts::{dto::Post, revisions::PostRevision},
        reports::dto::ReportCase,
        rules::dto::ModerationRule,
        suppressions::dto::Suppression,
        tags::dto::Tag,
        users::dto::User,
        webhooks::dto::{Webhook, WebhookDelivery},
    },
    failure::Failure,
    graphql::{
        loaders::total,
        quick::{Quick, Resolved},
    },
};

/// Relay connections: one pair of types per kind of item, because GraphQL has no generics.
macro_rules! connections {
    ($shown:ident: $($connection:ident, $edge:ident, $node:ty;)*) => {
        $(
            /// A page of a list.
            pub struct $connection {
                edges: Vec<$edge>,
                page_info: PageInfo,
                whole: Whole,
            }

            /// An item and its place in the list.
            pub struct $edge {
                cursor: String,
                node: $node,
            }

            /// An item and its place in the list.
            #[Object]
            impl $edge {
                /// Opaque; hand it back as `after` or `before`.
                async fn cursor(&self) -> &str {
                    &self.cursor
                }

                /// The item.
                async fn node(&self) -> $shown<'_, $node> {
                    (&self.node).into()
                }
            }

            impl<T> From<Page<T>> for $connection
            where
                $node: From<T>,
            {
                fn from(page: Page<T>) -> Self {
                    let (page_info, whole) = (PageInfo::from(&page), page.whole().clone());
                    let edges = page.edges.into_iter();
                    let edges = edges.map(|e| $edge { cursor: e.cursor, node: e.node.into() }).collect();
                    Self { edges, page_info, whole }
                }
            }

            /// A page of a list.
            #[Object]
            impl $connection {
                /// The items with their cursors.
                async fn edges(&self) -> &[$edge] {
                    &self.edges
                }

                /// The items.
                async fn nodes(&self) -> Vec<$shown<'_, $node>> {
                    self.edges.iter().map(|edge| (&edge.node).into()).collect()
                }

                /// Where the page stands.
                async fn page_info(&self) -> &PageInfo {
                    &self.page_info
                }

                /// How many items the whole list has. It costs as much as 100 items.
                async fn total_count(&self, ctx: &Context<'_>) -> Result<i64, Failure> {
                    total(ctx, &self.whole).await
                }
            }
        )*
    };
}

connections! { Quick:
    CommentConnection, CommentEdge, Comment;
    PostConnection, PostEdge, Post;
}

connections! { Resolved:
    AppealConnection, AppealEdge, Appeal;
    BlockConnection, BlockEdge, Block;
    BookmarkConnection, BookmarkEdge, Bookmark;
    CommentRevisionConnection, CommentRevisionEdge, CommentRevision;
    IdentityConnection, IdentityEdge, Identity;
    InvitationConnection, InvitationEdge, Invitation;
    ModerationActionConnection, ModerationActionEdge, ModerationAction;
    ModerationRuleConnection, ModerationRuleEdge, ModerationRule;
    NotificationConnection, NotificationEdge, Notification;
    PostRevisionConnection, PostRevisionEdge, PostRevision;
    SubscriberConnection, SubscriberEdge, Subscriber;
    SuppressionConnection, SuppressionEdge, Suppression;
    ReportCaseConnection, ReportCaseEdge, ReportCase;
    TagConnection, TagEdge, Tag;
    UserConnection, UserEdge, User;
    JobConnection, JobEdge, Job;
    MediaConnection, MediaEdge, Media;
    SessionConnection, SessionEdge, Session;
    AccessTokenConnection, AccessTokenEdge, AccessToken;
    AuditEntryConnection, AuditEntryEdge, AuditEntry;
    EventConnection, EventEdge, Event;
    DataExportConnection, DataExportEdge, DataExport;
    DataImportConnection, DataImportEdge, DataImport;
    DataImportFindingConnection, DataImportFindingEdge, DataImportFinding;
    WebhookConnection, WebhookEdge, Webhook;
    WebhookDeliveryConnection, WebhookDeliveryEdge, WebhookDelivery;
}
