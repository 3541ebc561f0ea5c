//! Every refusal's status arrives through a proxy.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use hookseal_tests::case::Stage;
use hookseal_tests::engines::{HaProxy, Nginx};
use hookseal_tests::runner::Runner;
use hookseal_tests::site::Site;
use hookseal_tests::wire::Connection;
use libtest_mimic::Trial;

use crate::shots::{self, Kind};
use crate::{is_full, trial};

pub(crate) fn trials(runner: &'static dyn Runner) -> Vec<Trial> {
    vec![
        trial(runner, "b33_every_answer_arrives_through_nginx", nginx),
        trial(runner, "b33_every_answer_arrives_through_haproxy", haproxy),
    ]
}

fn nginx(stage: &Stage<'_>) {
    let site = stage.serve(shots::verifier());
    let proxy = Nginx::before(&[address(&site)]);
    all_arrive(proxy.address());
}

fn haproxy(stage: &Stage<'_>) {
    let site = stage.serve(shots::verifier());
    let proxy = HaProxy::before(address(&site));
    all_arrive(proxy.address());
}

pub(crate) fn address(site: &Site) -> SocketAddr {
    site.address().unwrap()
}

/// Each kind of request at each length, so often.
fn all_arrive(proxy: SocketAddr) {
    let times = if is_full() { 60 } else { 4 };
    let mut wrong = BTreeMap::new();
    for bytes in [
        1_000, 20_000, 70_000, 500_000, 1_000_000, 1_500_000, 5_000_000,
    ] {
        for kind in Kind::of_length(bytes) {
            let request = kind.request(bytes);
            for _ in 0..times {
                let mut connection = Connection::open(proxy);
                connection.write_request(&request);
                let answer = connection.try_read_answer().map(|answer| answer.status);
                if answer != Some(kind.status(bytes)) {
                    let key = (format!("{kind:?} of {bytes} bytes"), answer);
                    *wrong.entry(key).or_insert(0) += 1;
                }
            }
        }
    }
    assert!(wrong.is_empty(), "of {times} each: {wrong:#?}");
}
