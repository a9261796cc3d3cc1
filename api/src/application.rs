//! The server: built, then run. Tests and the command line start exactly this.

use std::{
    net::{SocketAddr, TcpListener},
    sync::Arc,
    time::Duration,
};

use actix_governor::Governor;
use actix_web::{
    App, HttpServer,
    dev::Server,
    guard::fn_guard,
    middleware::{Compress, Condition, from_fn},
    web::{self, Data, PayloadConfig},
};
use presswork_domain::{
    Deps, Error, Result,
    platform::{Settings, task},
};
use tokio_util::{sync::CancellationToken, task::AbortOnDropHandle};

use crate::{
    accept::accept_what_is_answered,
    blueprints,
    deprecation::{Deprecations, announce},
    fallback::{Allowed, fallback},
    graphql,
    kept::Answers,
    meta,
    meta::Documents,
    middleware::{
        Lists, Origins, charge, codings, deadline, envelope, flood_limit, kept, provide_context, refuse_nonsense,
        validators,
    },
    openapi::{WRITTEN, Written},
    pages::{self, PagesConfig},
    parameters::{Parameters, refuse_unread},
    routes::{Looks, grouped, served},
    server,
    streaming::{Closing, Slots},
    tls::Certificate,
};

/// A server that is bound but does not answer yet.
pub struct Application {
    address: SocketAddr,
    server: Server,
    certificate: Option<Arc<Certificate>>,
    closing: Closing,
    delay: Duration,
}

impl Application {
    /// Reads the certificate of the settings, if they name one, and binds their address.
    ///
    /// # Errors
    /// `internal` with a sentence for the operator, when the certificate is no good or the address is in use.
    pub fn build(deps: Arc<Deps>) -> Result<Self> {
        let settings = &deps.settings;
        let certificate = Certificate::open(settings)?;
        let listener = server::bind(&settings.http.host, settings.http.port)?;
        server::cut_unread(&listener, settings.http.client_unread_timeout)?;
        let address = listener.local_addr().map_err(Error::internal)?;
        let (closing, delay) = (Closing::default(), settings.http.shutdown_delay);
        let server = assemble(deps, listener, certificate.as_ref(), closing.clone())?;
        Ok(Self { address, server, certificate, closing, delay })
    }

    /// Where it listens, with the real port.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until the token is cancelled. Then says that it leaves, and answers for `http.shutdown_delay` still; takes no more
    /// connections after that and lets those in flight finish; streams, which would never, end at once.
    ///
    /// # Errors
    /// `internal` when the server fails.
    pub async fn run(self, shutdown: CancellationToken) -> Result<()> {
        let _watch = self.certificate.map(|pair| AbortOnDropHandle::new(task::spawn("certificate", pair.watch())));
        let farewell = async {
            self.closing.announce();
            tokio::time::sleep(self.delay).await;
            self.closing.begin();
        };
        server::until(self.server, shutdown, farewell).await
    }
}

fn assemble(
    deps: Arc<Deps>,
    listener: TcpListener,
    certificate: Option<&Arc<Certificate>>,
    closing: Closing,
) -> Result<Server> {
    let settings = deps.settings.clone();
    let written = Written::read(WRITTEN)?;
    let schema = graphql::build(&settings);
    let documents = Data::new(Documents::new(&written, graphql::sdl(&schema)));
    let endpoint = Data::new(graphql::Endpoint::new(schema, &settings)?);
    let allowed = Data::new(Allowed::new(&written, &meta::PATHS));
    let lists = Data::new(Lists::new(&written));
    let parameters = Data::new(Parameters::new(&written));
    let looks = Looks::of(blueprints::routes);
    let deprecations = Data::new(Deprecations::new(&written));
    let flood = flood_limit(&settings)?;
    let (slots, closing) = (Data::new(Slots::new(settings.realtime.max_streams)), Data::new(closing));
    let answers = Data::new(Answers::new(&settings.cache, Arc::clone(&deps.freshness), Arc::clone(&deps.metrics)));
    if answers.is_on() {
        deps.events.keep_fresh(Arc::clone(&deps.freshness));
    }
    let deps = Data::from(deps);
    let pages = pages_config(&settings);
    let (http, workers) = (settings.http.clone(), workers(&settings));
    let mut server = HttpServer::new(move || {
        App::new()
            .app_data(deps.clone())
            .app_data(Data::new(settings.clone()))
            .app_data(endpoint.clone())
            .app_data(documents.clone())
            .app_data(allowed.clone())
            .app_data(lists.clone())
            .app_data(parameters.clone())
            .app_data(deprecations.clone())
            .app_data(slots.clone())
            .app_data(closing.clone())
            .app_data(answers.clone())
            .app_data(PayloadConfig::new(settings.http.body_limit_bytes))
            .wrap(from_fn(deadline))
            .wrap(Condition::new(settings.http.compression, Compress::default()))
            .wrap(from_fn(codings))
            .wrap(from_fn(kept))
            .wrap(from_fn(validators))
            .wrap(from_fn(charge))
            .wrap(from_fn(provide_context))
            .wrap(from_fn(refuse_nonsense))
            .wrap(Governor::new(&flood))
            .wrap(Origins::new(&settings))
            .wrap(from_fn(envelope))
            .service(
                web::scope("/v1")
                    .wrap(from_fn(refuse_unread))
                    .wrap(from_fn(accept_what_is_answered))
                    .wrap(from_fn(announce))
                    .configure(grouped(blueprints::routes, &looks))
                    .route("", web::get().to(meta::index)),
            )
            .service(web::scope("/.well-known").configure(served(blueprints::well_known)))
            .configure(served(blueprints::beside))
            .configure(meta::routes)
            .configure(pages::routes(&pages))
            .service(
                web::resource(graphql::PATH)
                    .route(web::post().to(graphql::http::post))
                    .route(web::get().guard(fn_guard(graphql::ws::is_upgrade)).to(graphql::ws::upgrade))
                    .route(web::get().to(graphql::http::get))
                    .default_service(web::to(fallback)),
            )
            .default_service(web::to(fallback))
    })
    .workers(workers)
    .tcp_nodelay(true)
    .client_request_timeout(http.client_request_timeout)
    .tls_handshake_timeout(http.client_request_timeout)
    .client_disconnect_timeout(http.client_disconnect_timeout)
    .shutdown_timeout(http.shutdown_grace.as_secs())
    .disable_signals();
    server = server.keep_alive(Duration::from_secs(75));
    let listening = match certificate {
        Some(pair) => server.listen_rustls_0_23(listener, pair.config()?),
        None => server.listen(listener),
    };
    Ok(listening.map_err(Error::internal)?.run())
}

fn workers(settings: &Settings) -> usize {
    match settings.http.workers {
        0 => std::thread::available_parallelism().map_or(2, usize::from),
        n => n,
    }
}

fn pages_config(settings: &Settings) -> PagesConfig {
    let mailbox = settings.docs.dev_mailbox && settings.mail.smtp_url.is_empty();
    PagesConfig {
        graphiql: settings.graphql.graphiql,
        swagger: settings.docs.swagger_ui,
        mailbox_dir: mailbox.then(|| settings.mailbox_dir()),
    }
}
