//! Anyone can send junk, and a proxy that finds a server's connections reset takes the server
//! for dead. Whatever is sent, genuine deliveries beside it arrive.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::thread;
use std::time::Duration;

use hookseal_tests::case::Stage;
use hookseal_tests::engines::Nginx;
use hookseal_tests::runner::Runner;
use hookseal_tests::wire::Connection;
use libtest_mimic::Trial;

use crate::proxies::address;
use crate::shots::{self, Kind};
use crate::{is_full, trial};

pub(crate) fn trials(runner: &'static dyn Runner) -> Vec<Trial> {
    vec![trial(
        runner,
        "b33_junk_takes_no_receiver_off_the_air",
        attack,
    )]
}

/// Two apps behind nginx; 20 requests that are refused, two a second, and 160 genuine
/// deliveries beside them. The short form has half a second of it for each kind and length.
fn attack(stage: &Stage<'_>) {
    let sites = [
        stage.serve(shots::verifier()),
        stage.serve(shots::verifier()),
    ];
    let proxy = Nginx::before(&[address(&sites[0]), address(&sites[1])]);
    let (junk, genuine) = if is_full() { (20, 160) } else { (4, 20) };
    let lengths: &[usize] = if is_full() {
        &[100_000, 500_000, 1_000_000, 5_000_000]
    } else {
        &[500_000, 5_000_000]
    };
    let mut seen = Vec::new();
    for bytes in lengths {
        for kind in [Kind::Unsigned, Kind::Method] {
            let answers = under_attack(proxy.address(), kind, *bytes, junk, genuine);
            println!(
                "{}: {kind:?} of {bytes} bytes: {answers:?}",
                stage.runner().name()
            );
            seen.push((kind, *bytes, answers));
        }
    }
    let all = BTreeMap::from([(Some(200), genuine)]);
    for (kind, bytes, answers) in seen {
        assert_eq!(answers, all, "beside {kind:?} of {bytes} bytes");
    }
}

/// What genuine deliveries are answered, how often.
fn under_attack(
    proxy: SocketAddr,
    kind: Kind,
    bytes: usize,
    junk: usize,
    genuine: usize,
) -> BTreeMap<Option<u16>, usize> {
    let pause = Duration::from_millis(50);
    let apart = pause * u32::try_from(genuine / junk).unwrap();
    let request = kind.request(bytes);
    let attacker = thread::spawn(move || {
        for _ in 0..junk {
            let mut connection = Connection::open(proxy);
            connection.write_request(&request);
            connection.try_read_answer();
            thread::sleep(apart);
        }
    });
    let mut answers = BTreeMap::new();
    let request = Kind::Genuine.request(7);
    for _ in 0..genuine {
        let mut connection = Connection::open(proxy);
        connection.write_request(&request);
        let status = connection.try_read_answer().map(|answer| answer.status);
        *answers.entry(status).or_insert(0) += 1;
        thread::sleep(pause);
    }
    attacker.join().unwrap();
    answers
}
