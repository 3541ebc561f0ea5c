//! The examples of the replay guard, against engines of their own.

use std::process::Command;

use hookseal_tests::engines::{Postgres, Redis};

use crate::support::{example, output_of};

fn handles_each_once(command: &mut Command) -> String {
    let output = output_of(command);
    assert_eq!(
        output.matches("  handled, attempt 1\n").count(),
        1,
        "{output}"
    );
    assert_eq!(
        output.matches("  handled, attempt 2\n").count(),
        1,
        "{output}"
    );
    assert_eq!(output.matches("a duplicate").count(), 3, "{output}");
    assert!(output.contains("\neach was handled once\n"), "{output}");
    output
}

#[test]
fn in_memory() {
    handles_each_once(&mut example("replay_memory"));
}

#[test]
fn in_redis() {
    let redis = Redis::start();
    handles_each_once(example("replay_redis").env("REDIS_URL", redis.url()));
}

#[test]
fn in_postgres() {
    let postgres = Postgres::start();
    let mut example = example("replay_postgres");
    let output = handles_each_once(example.env("DATABASE_URL", postgres.url()));
    assert!(output.contains("rolled back: half way through"), "{output}");
    assert!(
        output.contains("2 rows were written for 2 events"),
        "{output}"
    );
}

#[test]
fn without_an_engine_they_say_how_to_start_one() {
    for (name, variable, url, advice) in [
        (
            "replay_redis",
            "REDIS_URL",
            "redis://127.0.0.1:1/",
            "redis-server",
        ),
        (
            "replay_postgres",
            "DATABASE_URL",
            "postgres://postgres@127.0.0.1:1/postgres",
            "docker run",
        ),
    ] {
        let output = example(name).env(variable, url).output().unwrap();
        assert!(!output.status.success());
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(error.contains(advice), "{error}");
    }
}
