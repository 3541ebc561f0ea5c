//! Real engines for tests: the stores' databases, and the proxies that stand before apps.
//! Started on free ports of the loopback, with data in temporary folders, and gone when their
//! test is.
//!
//! Where an engine is not installed, `tests/engines.sh` installs it; where that cannot be
//! done, the tests fail and say how to do it.

mod cluster;
mod faketime;
mod haproxy;
mod nginx;
mod postgres;
mod process;
mod redis;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

pub use self::cluster::RedisCluster;
pub use self::faketime::WallClock;
pub use self::haproxy::HaProxy;
pub use self::nginx::Nginx;
pub use self::postgres::Postgres;
pub use self::process::Process;
pub use self::redis::{Redis, RedisOptions};

/// A port that was free a moment ago.
fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.local_addr().unwrap().port()
}

/// Where a program is; installed by its package if it is missing.
pub(crate) fn program(name: &str, package: &str, folders: impl Fn() -> Vec<PathBuf>) -> PathBuf {
    static INSTALLING: Mutex<()> = Mutex::new(());
    let find = || {
        folders()
            .into_iter()
            .map(|folder| folder.join(name))
            .find(|program| program.is_file())
    };
    let _one_at_a_time = INSTALLING.lock();
    if let Some(program) = find() {
        return program;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("engines.sh");
    let done = Command::new(script).arg(package).status().unwrap();
    find().unwrap_or_else(|| {
        panic!("`{name}` is not on this machine and could not be installed ({done}): tests need it. Install the package `{package}`, or run tests/engines.sh {package} as root")
    })
}

/// Where servers are, which the path of people who are not root may lack.
fn server_path() -> Vec<PathBuf> {
    let mut folders = search_path();
    folders.extend(["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from));
    folders
}

pub(crate) fn search_path() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).collect()
}
