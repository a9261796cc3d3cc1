//! Mounts what is switched on.

use actix_web::web::{Data, ServiceConfig};

use super::{PagesConfig, assets, graphiql, landing, mailbox, ops, setup, swagger, unsubscribe};

/// The pages as a part of an actix application: `App::new().configure(pages::routes(&config))`.
pub fn routes(config: &PagesConfig) -> impl FnOnce(&mut ServiceConfig) + use<> {
    let config = config.clone();
    move |app| {
        assets::routes(app);
        landing::routes(app);
        ops::routes(app);
        setup::routes(app);
        unsubscribe::routes(app);
        if config.graphiql {
            graphiql::routes(app);
        }
        if config.swagger {
            swagger::routes(app);
        }
        if let Some(folder) = &config.mailbox_dir {
            mailbox::routes(app, folder.clone());
        }
        app.app_data(Data::new(config));
    }
}
