//! A mail server that the harness runs, to see what is sent and to hold it up.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex},
    time::Duration,
};

/// How the server behaves once it has a whole mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Temper {
    /// Takes it.
    Takes,
    /// Takes it after a while.
    Dawdles(Duration),
    /// Says nothing, for ever.
    Hangs,
}

/// A mail that arrived whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Arrival {
    /// The `Message-ID`.
    pub id: String,
    /// The recipient.
    pub to: String,
    /// The subject.
    pub subject: String,
}

/// A mail server.
pub struct SmtpServer {
    url: String,
    desk: Arc<Desk>,
}

struct Desk {
    temper: Mutex<Temper>,
    /// Every mail that arrived whole, in order, doubles included.
    arrived: Mutex<Vec<Arrival>>,
    arrival: Condvar,
}

impl SmtpServer {
    /// Starts one on a free port.
    #[must_use]
    pub fn start(temper: Temper) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let desk = Desk { temper: Mutex::new(temper), arrived: Mutex::default(), arrival: Condvar::new() };
        let desk = Arc::new(desk);
        let at_work = Arc::clone(&desk);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let desk = Arc::clone(&at_work);
                std::thread::spawn(move || converse(&stream, &desk));
            }
        });
        Self { url, desk }
    }

    /// For `mail.smtp_url`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Changes how the next mails are treated.
    pub fn become_(&self, temper: Temper) {
        *self.desk.temper.lock().unwrap() = temper;
    }

    /// The `Message-ID`s that arrived so far, in order, doubles included.
    #[must_use]
    pub fn arrived(&self) -> Vec<String> {
        self.arrivals().into_iter().map(|mail| mail.id).collect()
    }

    /// The mails that arrived so far, in order, doubles included.
    #[must_use]
    pub fn arrivals(&self) -> Vec<Arrival> {
        self.desk.arrived.lock().unwrap().clone()
    }

    /// Waits until so many have arrived.
    pub fn wait_for(&self, count: usize) {
        let patience = Duration::from_secs(30);
        let arrived = self.desk.arrived.lock().unwrap();
        let waited = self.desk.arrival.wait_timeout_while(arrived, patience, |arrived| arrived.len() < count);
        let (arrived, timeout) = waited.unwrap();
        assert!(!timeout.timed_out(), "only {} of {count} mails arrived", arrived.len());
    }
}

fn converse(mut stream: &TcpStream, desk: &Desk) {
    let _ = write!(stream, "220 test\r\n");
    let (mut in_data, mut mail) = (false, Arrival::default());
    for line in BufReader::new(stream).lines().map_while(Result::ok) {
        let answer = match line.get(..4) {
            _ if line == "." && in_data => {
                desk.take(std::mem::take(&mut mail));
                "250 taken"
            }
            _ if in_data => {
                mail.read(&line);
                continue;
            }
            Some("EHLO") => "250 test",
            Some("DATA") => "354 go on",
            _ => "250 ok",
        };
        in_data = answer.starts_with("354");
        let _ = write!(stream, "{answer}\r\n");
    }
}

impl Desk {
    /// Takes a mail, which has arrived from here on, however long the answer takes.
    fn take(&self, mail: Arrival) {
        self.arrived.lock().unwrap().push(mail);
        self.arrival.notify_all();
        let temper = *self.temper.lock().unwrap();
        match temper {
            Temper::Takes => {}
            Temper::Dawdles(wait) => std::thread::sleep(wait),
            Temper::Hangs => std::thread::park(),
        }
    }
}

impl Arrival {
    fn read(&mut self, line: &str) {
        let fields = [("Message-ID: ", &mut self.id), ("To: ", &mut self.to), ("Subject: ", &mut self.subject)];
        for (name, field) in fields {
            if let Some(value) = line.strip_prefix(name) {
                value.clone_into(field);
            }
        }
    }
}
