//! Where rendering is done, taken by somebody else.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::{OwnedRwLockWriteGuard, RwLock},
    time::timeout,
};

use crate::TestApp;

impl TestApp {
    /// Takes every place where rendering is done, until the guard is dropped. What waits for one shows that it is done apart.
    pub async fn busy_renderer(&self) -> OwnedRwLockWriteGuard<()> {
        let gate = Arc::new(RwLock::new(()));
        let closed = Arc::clone(&gate).write_owned().await;
        // There are no more places than cores. What has got one keeps it though nobody waits for it.
        for _ in 0..std::thread::available_parallelism().unwrap().get() {
            let gate = Arc::clone(&gate);
            let work = self.deps.renderer.apart(move || drop(gate.blocking_read()));
            assert!(timeout(Duration::ZERO, work).await.is_err());
            tokio::task::yield_now().await;
        }
        closed
    }
}
