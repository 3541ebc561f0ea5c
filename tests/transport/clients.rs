//! Every refusal's status arrives at clients that send all before they read.

use std::collections::BTreeMap;

use hookseal_tests::case::Stage;
use hookseal_tests::clients::{Client, Shot};
use hookseal_tests::runner::Runner;
use libtest_mimic::Trial;

use crate::proxies::address;
use crate::shots::{self, Kind};
use crate::{is_full, trial};

pub(crate) fn trials(runner: &'static dyn Runner) -> Vec<Trial> {
    vec![
        trial(runner, "b33_every_answer_arrives_at_curl", |stage| {
            all_arrive(stage, Client::Curl);
        }),
        trial(
            runner,
            "b33_every_answer_arrives_at_waiting_curl",
            |stage| {
                all_arrive(stage, Client::CurlWaiting);
            },
        ),
        trial(runner, "b33_every_answer_arrives_at_node", |stage| {
            all_arrive(stage, Client::Node);
        }),
        trial(runner, "b33_every_answer_arrives_at_python", |stage| {
            all_arrive(stage, Client::Python);
        }),
    ]
}

fn all_arrive(stage: &Stage<'_>, client: Client) {
    let site = stage.serve(shots::verifier());
    let times = if is_full() { 20 } else { 3 };
    let mut wrong = BTreeMap::new();
    for bytes in [1_000, 70_000, 1_000_000, 5_000_000] {
        for kind in Kind::of_length(bytes) {
            let request = kind.request(bytes);
            let header = |(name, value): &(String, Vec<u8>)| {
                (name.clone(), String::from_utf8(value.clone()).unwrap())
            };
            let shot = Shot {
                url: format!("http://{}{}", address(&site), request.target),
                method: request.method.clone(),
                headers: request.headers.iter().map(header).collect(),
                bytes,
                times,
            };
            let Some(answers) = client.send(&shot) else {
                println!("LEFT OUT: there is no {} on this machine", client.name());
                return;
            };
            assert_eq!(answers.len(), times, "{answers:?}");
            for answer in answers {
                if answer != kind.status(bytes).to_string() {
                    let key = (format!("{kind:?} of {bytes} bytes"), answer);
                    *wrong.entry(key).or_insert(0) += 1;
                }
            }
        }
    }
    assert!(wrong.is_empty(), "of {times} each: {wrong:#?}");
}
