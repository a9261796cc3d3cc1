//! Pages on the wire: Relay connections in GraphQL, `{ data, pageInfo }` and a `Link` header in REST, made of the same
//! page.

use actix_web::{HttpRequest, HttpResponse, http::header};
use async_graphql::{Context, Object, SimpleObject};
use presswork_domain::page::{Page, PageArgs, Whole};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::{
    answer,
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
    fields::Fields,
    graphql::{
        loaders::total,
        quick::{Quick, Resolved},
    },
};

/// Where a page stands in its list.
#[derive(Debug, Clone, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PageInfo {
    /// Whether there is more after the last item.
    pub has_next_page: bool,
    /// Whether there is more before the first item.
    pub has_previous_page: bool,
    /// The cursor of the first item.
    pub start_cursor: Option<String>,
    /// The cursor of the last item.
    pub end_cursor: Option<String>,
}

/// A page of a list.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct List<T> {
    /// The items.
    pub data: Vec<T>,
    /// Where the page stands.
    pub page_info: PageInfo,
    /// How many items the whole list has; there when `includeTotal=true` asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0)]
    pub total_count: Option<i64>,
}

/// The paging parameters of every list.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageParams {
    /// How many items from the start, 1 to 100; 20 when missing.
    pub first: Option<i64>,
    /// Only what comes after this cursor.
    pub after: Option<String>,
    /// How many items from the end, 1 to 100.
    pub last: Option<i64>,
    /// Only what comes before this cursor.
    pub before: Option<String>,
    /// Members of each item to send, comma-separated; all when missing.
    pub fields: Option<String>,
    /// Whether to count the whole list, too. It costs as much as 100 items.
    #[serde(default, rename = "includeTotal")]
    #[param(required = false)]
    pub include_total: bool,
}

impl From<PageParams> for PageArgs {
    fn from(params: PageParams) -> Self {
        Self { first: params.first, after: params.after, last: params.last, before: params.before }
    }
}

impl<T> From<&Page<T>> for PageInfo {
    fn from(page: &Page<T>) -> Self {
        Self {
            has_next_page: page.has_next_page,
            has_previous_page: page.has_previous_page,
            start_cursor: page.edges.first().map(|edge| edge.cursor.clone()),
            end_cursor: page.edges.last().map(|edge| edge.cursor.clone()),
        }
    }
}

impl<T, D: From<T>> From<Page<T>> for List<D> {
    fn from(page: Page<T>) -> Self {
        let (page_info, total_count) = (PageInfo::from(&page), page.total_count);
        Self { data: page.edges.into_iter().map(|edge| edge.node.into()).collect(), page_info, total_count }
    }
}

/// The REST answer of a page: the items, and links to the neighbours (RFC 8288).
pub fn answer<T, D: From<T> + Serialize>(request: &HttpRequest, page: Page<T>, fields: &Fields) -> HttpResponse {
    answer_as(request, page, |items, page_info, total_count| {
        let data: Vec<_> = items.into_iter().map(|item| fields.pick(D::from(item))).collect();
        List { data, page_info, total_count }
    })
}

/// The same for a list that tells something besides its items.
pub fn answer_as<T, B: Serialize>(
    request: &HttpRequest,
    page: Page<T>,
    body: impl FnOnce(Vec<T>, PageInfo, Option<i64>) -> B,
) -> HttpResponse {
    let (page_info, total_count) = (PageInfo::from(&page), page.total_count);
    let links = links(request, &page_info);
    let items = page.edges.into_iter().map(|edge| edge.node).collect();
    let mut response = answer::ok(body(items, page_info, total_count));
    if let Ok(links) = header::HeaderValue::try_from(links.join(", ")) {
        response.headers_mut().insert(header::LINK, links);
    }
    response
}

fn links(request: &HttpRequest, info: &PageInfo) -> Vec<String> {
    let kept: Vec<(String, String)> = url::form_urlencoded::parse(request.query_string().as_bytes())
        .filter(|(name, _)| !matches!(name.as_ref(), "after" | "before" | "first" | "last"))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    let size = size(request);
    let link = |count: &str, at: Option<(&str, &str)>, relation: &str| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&kept).append_pair(count, &size);
        if let Some((name, cursor)) = at {
            query.append_pair(name, cursor);
        }
        format!("<{}?{}>; rel=\"{relation}\"", request.path(), query.finish())
    };
    let mut links = vec![link("first", None, "first")];
    if let (true, Some(cursor)) = (info.has_next_page, &info.end_cursor) {
        links.push(link("first", Some(("after", cursor)), "next"));
    }
    if let (true, Some(cursor)) = (info.has_previous_page, &info.start_cursor) {
        links.push(link("last", Some(("before", cursor)), "prev"));
    }
    links
}

fn size(request: &HttpRequest) -> String {
    let asked = url::form_urlencoded::parse(request.query_string().as_bytes())
        .find(|(name, _)| name == "first" || name == "last")
        .map(|(_, value)| value.into_owned());
    asked.unwrap_or_else(|| presswork_domain::page::PAGE_DEFAULT.to_string())
}

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
