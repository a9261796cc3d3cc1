//! Connections that do not read what they are sent.

use futures::StreamExt;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::{Duration, sleep, timeout},
};
use tokio_tungstenite::{WebSocketStream, tungstenite::Message};

use super::{
    audience::{Hall, published},
    reader::subscribed,
};
use crate::{Result, installation::Installation};

/// What the kernel keeps for a client that does not read.
const RECEIVED: u32 = 4096;
/// How many posts there are to read, and the text of each: more than the kernel keeps for a client, and the server.
const POSTS: usize = 60;
const WORDS: usize = 39_000;
/// How long one that reads again gets until it has read why it was closed.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a subscription takes to begin, at most.
const BEGINNING: Duration = Duration::from_secs(1);
/// The WebSocket close code of those that are too slow.
const TRY_AGAIN: u16 = 1013;

/// Half of the sockets read again once it is too late, the others and the streams never.
pub(crate) struct Slow {
    sockets: Vec<WebSocketStream<TcpStream>>,
    /// Kept, so that they stay open here.
    _streams: Vec<TcpStream>,
}

impl Slow {
    /// Opens so many of each kind, that follow what is published.
    pub(crate) async fn open(count: usize, hall: &Hall<'_>) -> Result<Self> {
        let (mut sockets, mut streams) = (Vec::new(), Vec::new());
        for n in 0..count {
            let (base, token) = (&hall.bases[n % hall.bases.len()], &hall.tokens[n % hall.tokens.len()]);
            let query = "subscription { postPublished { title html } }";
            sockets.push(subscribed(connected(base).await?, base, token, query).await?);
            streams.push(followed(connected(base).await?, base, token).await?);
        }
        sleep(BEGINNING).await;
        Ok(Self { sockets, _streams: streams })
    }

    /// Publishes more than they are kept.
    pub(crate) async fn talk(&self, here: &Installation, hall: &Hall<'_>) -> Result<()> {
        let long = "word ".repeat(WORDS);
        for n in 0..POSTS {
            published(here, &hall.bases[0], &hall.author, &format!("Long {n}"), &long).await?;
        }
        Ok(())
    }

    /// How many read again.
    pub(crate) fn half(&self) -> usize {
        self.sockets.len().div_ceil(2)
    }

    /// Half of the sockets read on, too late; how many are told why they are closed.
    pub(crate) async fn read_again(&mut self) -> Result<usize> {
        let half = self.half();
        let mut closed = 0;
        for socket in self.sockets.iter_mut().take(half) {
            closed += usize::from(timeout(PATIENCE, code(socket)).await.ok().flatten() == Some(TRY_AGAIN));
        }
        // They have gone; that the others are gone, too, is the server's doing.
        self.sockets.drain(..half);
        Ok(closed)
    }
}

/// The code by which a socket is closed, whatever comes before.
async fn code(socket: &mut WebSocketStream<TcpStream>) -> Option<u16> {
    while let Some(Ok(message)) = socket.next().await {
        if let Message::Close(why) = message {
            return why.map(|why| u16::from(why.code));
        }
    }
    None
}

/// A connection for which the kernel keeps little here.
async fn connected(base: &str) -> Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.set_recv_buffer_size(RECEIVED)?;
    Ok(socket.connect(base.trim_start_matches("http://").parse()?).await?)
}

/// A stream of server-sent events that is ready.
async fn followed(mut stream: TcpStream, base: &str, token: &str) -> Result<TcpStream> {
    let host = base.trim_start_matches("http://");
    let request = format!(
        "GET /v1/stream?topics=feed HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {token}\r\naccept: text/event-stream\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let (mut heard, mut piece) = (String::new(), [0; 1024]);
    while !heard.contains("event: ready") {
        let length = timeout(PATIENCE, stream.read(&mut piece)).await??;
        if length == 0 {
            return Err(format!("a stream ended at once: {heard}").into());
        }
        heard.push_str(&String::from_utf8_lossy(&piece[..length]));
    }
    Ok(stream)
}
