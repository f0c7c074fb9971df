//! A server of ours that runs beside us.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::process::{self, Running};

/// How long a start may take, an upgrade of the database included.
const PATIENCE: Duration = Duration::from_mins(1);

/// The server's program, in the project's folder.
pub(crate) fn command(program: &Path) -> Command {
    process::command(program)
}

/// Starts a server and waits until it takes connections.
pub(crate) fn start(command: &mut Command, address: SocketAddr) -> Result<Running> {
    let mut server = Running::start(command.arg("start"))?;
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end {
        if TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_ok() {
            return Ok(server);
        }
        if let Some(status) = server.wait_for(Duration::from_millis(20))? {
            bail!("the server did not start ({status})");
        }
    }
    bail!("the server did not answer on {address} within {} seconds", PATIENCE.as_secs())
}

/// An error if somebody else listens on the address.
pub(crate) fn check_free(address: SocketAddr) -> Result<()> {
    TcpListener::bind(address).map(drop).with_context(|| {
        format!("cannot listen on {address}; if another program does, end it or set ROSTER_HTTP_LISTEN")
    })
}
