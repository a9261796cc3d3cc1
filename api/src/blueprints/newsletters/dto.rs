//! Subscriptions as clients see and send them.

use async_graphql::{ID, InputObject, SimpleObject};
use presswork_domain::newsletters;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{blueprints::suppressions::dto::SuppressionReason, scalars::Time};

/// Somebody who wants newsletters.
#[derive(Clone, Default, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SubscribeInput {
    /// The mail address; that of the account of who is logged in when missing. Any other has to be confirmed.
    #[schema(format = Email, example = "ada@example.org")]
    pub email: Option<String>,
}

impl From<SubscribeInput> for newsletters::SubscribeInput {
    fn from(input: SubscribeInput) -> Self {
        Self { email: input.email }
    }
}

/// The token of the mail that asks whether somebody wants newsletters.
#[derive(Clone, Deserialize, InputObject, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConfirmSubscriptionInput {
    /// The token, as it stands in the mail.
    #[schema(example = "Zk3v0cQ2s9yT1uB7xN4mL8pR5wD6aE0hG2jF9kC1iVo")]
    pub token: String,
}

/// Whether newsletters come to an address.
#[derive(Debug, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewsletterSubscription {
    /// The address.
    #[schema(example = "ada@example.org")]
    pub email: String,
    /// Whether it is confirmed; otherwise a mail with a token is on its way, unless newsletters come already.
    pub confirmed: bool,
}

impl From<newsletters::Subscription> for NewsletterSubscription {
    fn from(subscription: newsletters::Subscription) -> Self {
        Self { email: subscription.email, confirmed: subscription.confirmed }
    }
}

/// Whether newsletters come to one.
#[derive(Debug, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewsletterPreference {
    /// The address of the account.
    #[schema(example = "ada@example.org")]
    pub email: String,
    /// Whether it is subscribed.
    #[schema(example = true)]
    pub subscribed: bool,
    /// Why no newsletters go there all the same; null when they do.
    pub suppressed: Option<SuppressionReason>,
}

impl From<newsletters::Preference> for NewsletterPreference {
    fn from(own: newsletters::Preference) -> Self {
        Self { email: own.email, subscribed: own.subscribed, suppressed: own.suppressed.map(Into::into) }
    }
}

/// Somebody who gets newsletters.
#[derive(Debug, Serialize, Deserialize, SimpleObject, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Subscriber {
    /// The id.
    #[schema(value_type = String, example = "sub_01h455vb4pex5vsknk084sn02q")]
    pub id: ID,
    /// The address that was subscribed; of who has an account, the one that it has now.
    #[schema(example = "ada@example.org")]
    pub email: String,
    /// The account, of somebody who has one.
    #[schema(value_type = Option<String>, example = "user_01h455vb4pex5vsknk084sn02q")]
    pub user_id: Option<ID>,
    /// When it was confirmed.
    pub confirmed_at: Time,
    /// When it was asked for.
    pub created_at: Time,
}

impl From<newsletters::Subscriber> for Subscriber {
    fn from(subscriber: newsletters::Subscriber) -> Self {
        Self {
            id: subscriber.id.to_string().into(),
            email: subscriber.email,
            user_id: subscriber.user.map(|user| user.to_string().into()),
            confirmed_at: subscriber.confirmed_at.into(),
            created_at: subscriber.created_at.into(),
        }
    }
}
