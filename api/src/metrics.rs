//! The port for machines that watch a process: `/metrics`, and the probes, for workers too, which have no other port.

use std::{net::SocketAddr, sync::Arc, time::Instant};

use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer,
    dev::{Server, ServiceResponse},
    http::header,
    web::{self, Data},
};
use presswork_domain::{
    Context, Deps, Error, Result, ops,
    platform::metrics::{Form, WebMetrics},
};
use tokio_util::sync::CancellationToken;

use crate::{answer::Answer, meta, parameters::route_of, server};

/// A server that is bound but does not answer yet.
pub struct MetricsServer {
    address: SocketAddr,
    server: Server,
}

impl MetricsServer {
    /// Binds the address.
    ///
    /// # Errors
    /// `internal` with a sentence for the operator, when it is in use.
    pub fn build(deps: Arc<Deps>, address: SocketAddr) -> Result<Self> {
        let listener = server::bind(&address.ip().to_string(), address.port())?;
        let address = listener.local_addr().map_err(Error::internal)?;
        let deps = Data::from(deps);
        let server = HttpServer::new(move || App::new().app_data(deps.clone()).configure(routes)).workers(1);
        let server = server.disable_signals().shutdown_timeout(1).listen(listener).map_err(Error::internal)?;
        Ok(Self { address, server: server.run() })
    }

    /// Where it listens, with the real port.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until the token is cancelled.
    ///
    /// # Errors
    /// `internal` when the server fails.
    pub async fn run(self, shutdown: CancellationToken) -> Result<()> {
        server::until(self.server, shutdown, std::future::ready(())).await
    }
}

fn routes(config: &mut web::ServiceConfig) {
    config.route("/metrics", web::get().to(metrics));
    meta::probes(config);
}

async fn metrics(deps: Data<Deps>, request: HttpRequest) -> Answer {
    let accept = request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    let form = Form::accepted(accept.unwrap_or_default());
    let text = ops::scrape(&Context::system(deps.into_inner(), "metrics"), form).await?;
    Ok(HttpResponse::Ok().content_type(form.content_type()).body(text))
}

/// Counts an answer under its route's template; addresses that clients make up all count as one.
pub fn count(metrics: &WebMetrics, method: &str, response: &ServiceResponse, began: Instant) {
    metrics.answered(method, route_of(response.request()), response.status().as_u16(), began.elapsed());
}
