//! Where deliveries are sent: this machine, unless the user says that others may be sent to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Url};

use crate::failure::Failure;

/// A URL that may be sent to.
pub(super) struct Target {
    url: Url,
    remote: bool,
}

impl Target {
    pub(super) fn parse(text: &str, allow_remote: bool) -> Result<Self, Failure> {
        let url = Url::parse(text)
            .map_err(|error| Failure::new(format!("--to is not a URL: {error}")))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Failure::new("--to must begin with http:// or https://"));
        }
        let remote = !is_loopback(&url);
        if remote && !allow_remote {
            return Err(Failure::new(
                "--to is not this machine; add --allow-remote to send deliveries there",
            ));
        }
        Ok(Self { url, remote })
    }

    /// The URL with the query of a target, in which some senders sign.
    pub(super) fn url_of(&self, target: &str) -> Url {
        let mut url = self.url.clone();
        let query = target.split_once('?').map(|(_, query)| query);
        if query != url.query() {
            url.set_query(query);
        }
        url
    }

    /// A client that goes nowhere else: redirects are answers, and what is for this machine
    /// goes through no proxy and asks no name server.
    pub(super) fn client(&self, timeout: Duration) -> Result<Client, Failure> {
        let mut builder = Client::builder()
            .redirect(Policy::none())
            .timeout(timeout)
            .user_agent(concat!("hookseal/", env!("CARGO_PKG_VERSION")));
        if !self.remote {
            builder = builder.no_proxy();
            if let (Some(name), Some(port)) = (self.url.domain(), self.url.port_or_known_default())
            {
                let loopback: [IpAddr; 2] =
                    [Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()];
                let addresses = loopback.map(|address| SocketAddr::new(address, port));
                builder = builder.resolve_to_addrs(name, &addresses);
            }
        }
        builder
            .build()
            .map_err(|error| Failure::new(error.to_string()))
    }
}

/// Whether a URL's host is this machine, by its name or address alone (RFC 6761, section
/// 6.3).
fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    match host.trim_matches(['[', ']']).parse::<IpAddr>() {
        Ok(address) => address.to_canonical().is_loopback(),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::Target;

    #[test]
    fn only_this_machine_unless_allowed() {
        for url in [
            "http://127.0.0.1:3000/hooks",
            "http://127.8.9.1/",
            "http://[::1]:80/",
            "http://[::ffff:127.0.0.1]/",
            "https://localhost/x",
            "http://app.localhost:3000",
            "http://0x7f.1/", // read as the address that it is
        ] {
            assert!(Target::parse(url, false).is_ok(), "{url}");
        }
        for url in [
            "http://example.com/",
            "http://127.0.0.1.example.com/",
            "http://localhost.example.com/",
            "http://127.0.0.1@example.com/",
            "http://user:localhost@example.com/",
            "http://10.0.0.1/",
            "http://0.0.0.0/",
            "http://[::]/",
            "http://169.254.169.254/latest/meta-data",
            "http://notlocalhost/",
        ] {
            assert!(Target::parse(url, false).is_err(), "{url}");
            assert!(Target::parse(url, true).is_ok(), "{url}");
        }
        for url in [
            "file:///etc/passwd",
            "ftp://127.0.0.1/",
            "127.0.0.1:3000",
            "",
        ] {
            assert!(Target::parse(url, true).is_err(), "{url}");
        }
    }
}
