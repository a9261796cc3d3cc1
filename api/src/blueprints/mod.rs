//! One folder per feature: its DTOs and both of its faces. A face translates, calls the domain, and translates back.

pub mod accounts;
pub mod jobs;
pub mod nodes;
pub mod ops;
pub mod posts;
pub mod tags;
pub mod users;

use utoipa_actix_web::service_config::ServiceConfig;

/// Every route below `/v1`.
pub fn routes(config: &mut ServiceConfig<'_>) {
    for routes in [
        accounts::rest::routes,
        users::rest::routes,
        posts::rest::routes,
        tags::rest::routes,
        jobs::rest::routes,
        nodes::rest::routes,
        ops::rest::routes,
    ] {
        config.configure(routes);
    }
}
