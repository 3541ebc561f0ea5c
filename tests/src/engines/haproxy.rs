//! `HAProxy` as people put it before an app.

use std::net::{SocketAddr, TcpStream};
use std::process::Stdio;

use tempfile::TempDir;

use super::{Process, free_port, program, server_path};
use crate::site::wait_until;

/// A reverse proxy in front of a server.
pub struct HaProxy {
    _process: Process,
    port: u16,
    _data: TempDir,
}

impl HaProxy {
    /// One that passes requests to this server. It has no default for its timeouts.
    pub fn before(server: SocketAddr) -> Self {
        let haproxy = program("haproxy", "haproxy", server_path);
        let (port, data) = (free_port(), TempDir::new().unwrap());
        let settings = format!(
            "defaults\n mode http\n timeout connect 5s\n timeout client 30s\n timeout server 30s\n\
             frontend hooks\n bind 127.0.0.1:{port}\n default_backend apps\n\
             backend apps\n server app {server}\n"
        );
        let file = data.path().join("haproxy.cfg");
        std::fs::write(&file, settings).unwrap();
        let mut command = Process::command(haproxy, None);
        command.arg("-db").arg("-f").arg(file);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let process = Process::start(command);
        wait_until(|| TcpStream::connect(("127.0.0.1", port)).is_ok());
        Self {
            _process: process,
            port,
            _data: data,
        }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        ([127, 0, 0, 1], self.port).into()
    }
}
