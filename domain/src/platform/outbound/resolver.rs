//! What names lead to, as a port: tests say it themselves. And the way on which a request finds its address, past the guard.

use std::{
    fmt, io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use async_trait::async_trait;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::Guard;

/// Finds the addresses of names.
#[async_trait]
pub trait Resolver: Send + Sync {
    /// The addresses of a name.
    ///
    /// # Errors
    /// When it has none, or nobody can say.
    async fn lookup(&self, name: &str) -> io::Result<Vec<IpAddr>>;
}

/// The machine's own way: its files, then its name servers.
#[derive(Debug, Default)]
pub struct SystemResolver;

#[async_trait]
impl Resolver for SystemResolver {
    async fn lookup(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        Ok(tokio::net::lookup_host((name, 0)).await?.map(|found| found.ip()).collect())
    }
}

/// No address of a name may be asked.
#[derive(Debug)]
pub(super) struct Forbidden;

impl fmt::Display for Forbidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("none of its addresses may be asked")
    }
}

impl std::error::Error for Forbidden {}

/// Names lead only to addresses that may be asked. The connection goes to one of those that are handed on here.
#[derive(Clone)]
pub(super) struct Guarded {
    pub guard: Guard,
    pub resolver: Arc<dyn Resolver>,
}

impl Guarded {
    /// The addresses of a name that may be asked, at least one.
    pub async fn find(&self, name: &str) -> Result<Vec<IpAddr>, Box<dyn std::error::Error + Send + Sync>> {
        let found = self.resolver.lookup(name).await?;
        if found.is_empty() {
            return Err(Box::new(io::Error::from(io::ErrorKind::NotFound)));
        }
        let admitted: Vec<IpAddr> = found.into_iter().filter(|address| self.guard.admits(*address)).collect();
        if admitted.is_empty() { Err(Box::new(Forbidden)) } else { Ok(admitted) }
    }
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let this = self.clone();
        Box::pin(async move {
            let admitted = this.find(name.as_str()).await?;
            Ok(Box::new(admitted.into_iter().map(|address| SocketAddr::new(address, 0))) as Addrs)
        })
    }
}
