//! A link between the server and PostgreSQL that can be broken.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
    time::sleep,
};

/// What becomes of what is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Link {
    Open,
    /// Answers come later.
    Slow(Duration),
    /// All connections are reset, and new ones too.
    Reset,
    /// Everything is taken and nothing is passed on. Connections that were there then stay so for good, as those do of
    /// which a firewall has lost its notes.
    Hole,
    /// PostgreSQL's side of all connections ends, and what is still sent to it goes nowhere.
    HalfClosed,
}

/// Where to break the link once: at the first COMMIT after a text was sent on the same connection.
#[derive(Clone, Debug)]
pub(crate) struct Cut {
    pub(crate) after: String,
    /// Whether PostgreSQL gets the COMMIT.
    pub(crate) passed_on: bool,
}

/// The link, which listens on an address of its own.
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    link: watch::Sender<Link>,
    cut: Arc<Mutex<Option<Cut>>>,
}

impl Proxy {
    /// Listens, and passes on to `database`, in the tasks of the runtime that this is called in.
    pub(crate) async fn start(database: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (link, state) = watch::channel(Link::Open);
        let cut: Arc<Mutex<Option<Cut>>> = Arc::default();
        let armed = Arc::clone(&cut);
        tokio::spawn(async move {
            loop {
                let (client, _) = listener.accept().await.unwrap();
                let ours = Ours { link: state.clone(), cut: Arc::clone(&armed) };
                tokio::spawn(ours.join(client, database));
            }
        });
        Self { address, link, cut }
    }

    pub(crate) fn set(&self, link: Link) {
        self.link.send_replace(link);
    }

    pub(crate) fn arm(&self, cut: Cut) {
        *self.cut.lock().unwrap() = Some(cut);
    }

    /// Whether the link was cut since it was armed.
    pub(crate) fn was_cut(&self) -> bool {
        self.cut.lock().unwrap().take().is_none()
    }
}

/// What a connection knows of the link.
#[derive(Clone)]
struct Ours {
    link: watch::Receiver<Link>,
    cut: Arc<Mutex<Option<Cut>>>,
}

impl Ours {
    async fn join(mut self, client: TcpStream, database: SocketAddr) {
        client.set_nodelay(true).unwrap();
        // Those that begin in a hole stay there, too.
        let link = self.link.borrow_and_update().clone();
        if link == Link::Reset {
            return reset(&client);
        }
        let Ok(server) = TcpStream::connect(database).await else { return };
        server.set_nodelay(true).unwrap();
        let ((from_client, to_client), (from_server, to_server)) = (client.into_split(), server.into_split());
        let mut ways = (Way::new(from_client, to_server), Way::new(from_server, to_client));
        ways.0.lost = link == Link::Hole;
        ways.1.lost = ways.0.lost;
        let mut sent = String::new();
        loop {
            let goes_on = tokio::select! {
                _ = self.link.changed() => self.obey(&mut ways).await,
                there = ways.0.read() => there && self.pass_up(&mut ways.0, &mut sent).await,
                there = ways.1.read() => there && self.pass_down(&mut ways.1).await,
            };
            if !goes_on {
                return reset(ways.0.from.as_ref());
            }
        }
    }

    /// Does to a connection what has become of the link.
    async fn obey(&mut self, ways: &mut (Way, Way)) -> bool {
        match self.link.borrow_and_update().clone() {
            Link::Open | Link::Slow(_) => return true,
            Link::Reset => return false,
            Link::Hole => {}
            Link::HalfClosed => ways.1.ended = true,
        }
        (ways.0.lost, ways.1.lost) = (true, true);
        !ways.1.ended || ways.1.to.shutdown().await.is_ok()
    }

    async fn pass_up(&self, way: &mut Way, sent: &mut String) -> bool {
        sent.push_str(&String::from_utf8_lossy(&way.buffer));
        let mut armed = None;
        if way.buffer.windows(7).any(|word| word == b"COMMIT\0") {
            armed = self.cut.lock().unwrap().take_if(|cut| sent.contains(&cut.after));
            sent.clear();
        }
        if armed.as_ref().is_none_or(|cut| cut.passed_on) && !way.pass_on().await {
            return false;
        }
        armed.is_none()
    }

    async fn pass_down(&self, way: &mut Way) -> bool {
        let link = self.link.borrow().clone();
        if let Link::Slow(delay) = link {
            sleep(delay).await;
            // The rest of the answer was under way at the same time.
            while let Ok(1..) = way.from.try_read_buf(&mut way.buffer) {}
        }
        way.pass_on().await
    }
}

/// One direction of a connection.
struct Way {
    from: OwnedReadHalf,
    to: OwnedWriteHalf,
    buffer: Vec<u8>,
    /// Whether nothing is passed on any more.
    lost: bool,
    ended: bool,
}

impl Way {
    fn new(from: OwnedReadHalf, to: OwnedWriteHalf) -> Self {
        Self { from, to, buffer: Vec::new(), lost: false, ended: false }
    }

    /// Waits for something to pass on.
    async fn read(&mut self) -> bool {
        self.buffer.clear();
        matches!(self.from.read_buf(&mut self.buffer).await, Ok(1..))
    }

    async fn pass_on(&mut self) -> bool {
        self.lost || self.to.write_all(&self.buffer).await.is_ok()
    }
}

/// Ends a connection with RST.
fn reset(client: &TcpStream) {
    client.set_zero_linger().unwrap();
}
