//! The command as people run it: what it prints, and how it ends.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::PathBuf;

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin_cmd;
use hookseal::providers;
use predicates::prelude::*;
use predicates::str::{contains, ends_with, is_empty, starts_with};
use serde_json::{Value, json};
use tempfile::TempDir;

const SECRET: &str = "a-secret-that-must-never-be-shown";

fn hookseal() -> Command {
    let mut command = cargo_bin_cmd!("hookseal");
    command
        .env("SECRET", SECRET)
        .env("WRONG", "quite-another-secret");
    command
}

/// A delivery of GitHub's in a file.
fn delivery(folder: &TempDir) -> PathBuf {
    let signed = hookseal()
        .args([
            "sign",
            "github",
            "--secret-env",
            "SECRET",
            "--format",
            "json",
        ])
        .assert()
        .success();
    write(folder, "delivery.json", &signed.get_output().stdout)
}

fn write(folder: &TempDir, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    path
}

/// What a command prints as one JSON object.
fn object(command: &mut Command, status: i32) -> Value {
    let output = command.assert().code(status);
    serde_json::from_slice(&output.get_output().stdout).unwrap()
}

#[test]
fn the_tour_of_the_help_works() {
    let folder = TempDir::new().unwrap();
    hookseal().arg("--help").assert().success().stdout(contains(
        "hookseal sign github --secret-env DEMO_SECRET --format json",
    ));
    let path = delivery(&folder);
    for command in ["verify", "explain"] {
        hookseal()
            .args([command, "github", "--secret-env", "SECRET", "--request"])
            .arg(&path)
            .assert()
            .success()
            .stdout(contains("verified github"));
    }
}

#[test]
fn every_help_has_an_example() {
    for command in [
        "providers",
        "verify",
        "explain",
        "sign",
        "send",
        "listen",
        "vectors",
        "completions",
        "man",
    ] {
        hookseal()
            .args([command, "--help"])
            .assert()
            .success()
            .stdout(contains("Example").and(contains(format!("hookseal {command}"))));
    }
}

#[test]
fn a_signed_time_is_shown_of_every_sender_that_has_one() {
    let listed = object(hookseal().args(["providers", "--json"]), 0);
    let listed = listed.as_array().unwrap();
    for sender in providers::ALL {
        let shown = listed.iter().find(|shown| {
            shown.get("id") == Some(&json!(sender.id)) && shown.get("scheme").unwrap().is_null()
        });
        let shown = shown.unwrap().get("timestamp").unwrap();
        let is_signed = sender.scheme.words().timestamp.is_some();
        assert_eq!(!shown.is_null(), is_signed, "{}: {shown}", sender.id);
    }
}

#[test]
fn providers_are_listed_and_shown() {
    let listed = object(hookseal().args(["providers", "--json"]), 0);
    assert!(listed.as_array().unwrap().len() >= 12);
    let one = object(hookseal().args(["providers", "stripe", "--json"]), 0);
    assert_eq!(one.get("id"), Some(&json!("stripe")));
    assert_eq!(
        one.get("signed_message"),
        Some(&json!("{timestamp}.{body}"))
    );
    hookseal()
        .args(["providers", "shopify"])
        .assert()
        .success()
        .stdout(contains("shopify-events").and(contains("https://shopify.dev/")));
    for (id, limit) in [
        ("github", "25 MiB, as the sender"),
        ("stripe", "1 MiB, the default"),
    ] {
        let shown = hookseal().args(["providers", id]).assert().success();
        shown.stdout(contains(limit));
    }
    hookseal()
        .args(["providers", "nobody"])
        .assert()
        .code(2)
        .stderr(contains("there is no provider `nobody`"));
}

#[test]
fn verdicts_as_json() {
    let folder = TempDir::new().unwrap();
    let path = delivery(&folder);
    let good = object(
        hookseal()
            .args([
                "verify",
                "github",
                "--secret-env",
                "SECRET",
                "--json",
                "--request",
            ])
            .arg(&path),
        0,
    );
    assert_eq!(good.get("verified"), Some(&json!(true)));
    assert_eq!(good.get("provider"), Some(&json!("github")));
    assert_eq!(good.get("event_type"), Some(&json!("push")));
    assert_eq!(good.get("key"), Some(&json!("SECRET")));
    for command in ["verify", "explain"] {
        let bad = object(
            hookseal()
                .args([
                    command,
                    "github",
                    "--secret-env",
                    "WRONG",
                    "--json",
                    "--request",
                ])
                .arg(&path),
            1,
        );
        assert_eq!(bad.get("verified"), Some(&json!(false)));
        assert_eq!(bad.get("error"), Some(&json!("signature_mismatch")));
        assert_eq!(bad.pointer("/hints/0/code"), Some(&json!("wrong_secret")));
        assert_eq!(bad.pointer("/hints/1"), None);
    }
}

#[test]
fn a_newline_behind_the_secret_is_found() {
    let folder = TempDir::new().unwrap();
    let path = delivery(&folder);
    let secret = write(&folder, "secret.txt", format!("{SECRET}\n"));
    hookseal()
        .args(["explain", "github", "--request"])
        .arg(&path)
        .arg("--secret-file")
        .arg(&secret)
        .assert()
        .code(1)
        .stdout(
            contains("[secret_whitespace]")
                .and(contains("Secret::trimmed"))
                .and(contains("axum"))
                .and(contains("actix")),
        );
}

#[test]
fn signatures_of_rfc_9421() {
    let folder = TempDir::new().unwrap();
    let command = |args: &[&str]| {
        let mut command = hookseal();
        command.args(args).args(["--scheme", "hmac-sha256"]);
        command
    };
    let signed = command(&[
        "sign",
        "httpsig",
        "--secret-env",
        "SECRET",
        "--format",
        "json",
    ])
    .assert()
    .success();
    let path = write(&folder, "signed.json", &signed.get_output().stdout);
    let explain = |secret: &str| {
        let mut command = command(&["explain", "httpsig", "--secret-env", secret]);
        command.arg("--request").arg(&path);
        command
    };
    explain("SECRET").assert().success().stdout(
        contains("text  \"content-digest\": sha-256=:")
            .and(contains(
                "\n          \"@signature-params\": (\"content-digest\");created=",
            ))
            .and(contains("content-digest is covered by the signature"))
            .and(contains("✓ digest  sha-256 is that of the body"))
            .and(contains("verified httpsig")),
    );
    let object = object(explain("WRONG").arg("--json"), 1);
    let base = object.pointer("/signed_message/text").unwrap();
    let base = base.as_str().unwrap();
    assert!(base.starts_with("\"content-digest\": sha-256=:"), "{base}");
    let hex = object.pointer("/signed_message/hex").unwrap();
    assert_eq!(hex, &json!(base16ct::lower::encode_string(base.as_bytes())));
    assert_eq!(
        object.pointer("/hints/0/code"),
        Some(&json!("wrong_secret"))
    );
    hookseal()
        .args([
            "verify",
            "httpsig",
            "--scheme",
            "md5",
            "--secret-env",
            "SECRET",
        ])
        .write_stdin("POST / HTTP/1.1\r\n\r\n")
        .assert()
        .code(2)
        .stderr(contains("hmac-sha256, rsa-pss-sha512"));
}

#[test]
fn raw_requests_and_options() {
    // As GitHub's documentation shows it, with another secret.
    let secret = "It is our secret, 7 of 9";
    let signature = "sha256=a1ef3a6090813b85a94ace17e4b229fdd858ed28cd51bc756a0f6b68b82acc33";
    let folder = TempDir::new().unwrap();
    let verify = || {
        let mut command = hookseal();
        command
            .env("DOCS", secret)
            .args(["verify", "github", "--secret-env", "DOCS"]);
        command
    };
    let head = format!("POST /hooks HTTP/1.1\r\nHost: a\r\nX-Hub-Signature-256: {signature}\r\n");
    let chunked = "Transfer-Encoding: chunked\r\n\r\n6\r\nHello,\r\n7\r\n World!\r\n0\r\n\r\n";
    for (tail, status) in [
        ("Content-Length: 13\r\n\r\nHello, World!", 0),
        (
            "Content-Length: 13\r\n\r\nHello, World!and the next request",
            0,
        ),
        ("\r\nHello, World!", 0),
        (chunked, 0),
        ("Content-Length: 14\r\n\r\nHello, World!", 1),
        ("\r\nHello, World?", 1),
        ("Transfer-Encoding: chunked\r\n\r\n6\r\nHello,", 1),
        ("Content-Length: x\r\n\r\nHello, World!", 2),
    ] {
        verify()
            .write_stdin(format!("{head}{tail}"))
            .assert()
            .code(status);
    }
    let lf = format!("{head}\r\nHello, World!").replace("\r\n", "\n");
    verify().write_stdin(lf).assert().success();
    let body = write(&folder, "body", "Hello, World!");
    let header = format!("X-Hub-Signature-256: {signature}");
    verify()
        .args(["-H", &header, "--body"])
        .arg(&body)
        .assert()
        .success();
    verify()
        .args(["-H", &header, "--body", "-"])
        .write_stdin("Hello, World?")
        .assert()
        .code(1);
    // A request as an object of headers, with a body as text.
    let request = json!({"headers": {"X-Hub-Signature-256": signature}, "body": "Hello, World!"});
    verify()
        .args(["--request", "-"])
        .write_stdin(request.to_string())
        .assert()
        .success();
}

#[test]
fn nothing_is_never_verified() {
    for input in ["", "\r\n", "\n\n", "{}", "not a request"] {
        for way in [&["--raw", "-"][..], &["--request", "-"], &[]] {
            hookseal()
                .args(["verify", "github", "--secret-env", "SECRET"])
                .args(way)
                .write_stdin(input)
                .assert()
                .code(predicate::in_iter([1, 2]))
                .stdout(contains("verified github").not());
        }
    }
    hookseal()
        .args(["verify", "github", "--secret-env", "SECRET", "--body", "-"])
        .write_stdin("")
        .assert()
        .code(1);
}

#[test]
fn wrong_use_is_two() {
    let wrong: &[&[&str]] = &[
        &[],
        &["verify"],
        &["verify", "github", "--raw", "-"],
        &["verify", "nobody", "--secret-env", "SECRET", "--raw", "-"],
        &["verify", "github", "--secret-env", "NOT_SET", "--raw", "-"],
        &["verify", "github", "--secret-env", "", "--raw", "-"],
        &[
            "verify",
            "github",
            "--secret-file",
            "/no/such/file",
            "--raw",
            "-",
        ],
        &["verify", "github", "--secret-file", "-", "--raw", "-"],
        &[
            "verify",
            "github",
            "--secret-env",
            "SECRET",
            "--request",
            "/no/such/file",
        ],
        &[
            "verify",
            "github",
            "--secret-env",
            "SECRET",
            "--raw",
            "-",
            "--request",
            "-",
        ],
        &["sign", "github"],
        &["sign", "discord", "--secret-env", "SECRET"],
        &[
            "send",
            "github",
            "--secret-env",
            "SECRET",
            "--to",
            "http://example.com/",
        ],
        &[
            "send",
            "github",
            "--secret-env",
            "SECRET",
            "--to",
            "nowhere",
        ],
        &["listen", "github"],
        &["vectors"],
        &["vectors", "/no/such/file"],
        &["completions", "no-shell"],
    ];
    for args in wrong {
        hookseal()
            .args(*args)
            .write_stdin("POST / HTTP/1.1\r\n\r\n")
            .assert()
            .code(2);
    }
}

#[test]
fn secrets_are_never_shown() {
    let folder = TempDir::new().unwrap();
    let path = delivery(&folder);
    let path = path.to_str().unwrap();
    let ended = write(&folder, "ended", format!("{SECRET}\n"));
    let ended = ended.to_str().unwrap();
    let runs: &[&[&str]] = &[
        &[
            "explain",
            "github",
            "--secret-env",
            "SECRET",
            "--request",
            path,
        ],
        &[
            "explain",
            "github",
            "--secret-env",
            "SECRET",
            "--request",
            path,
            "--json",
        ],
        &[
            "explain",
            "github",
            "--secret-file",
            ended,
            "--request",
            path,
        ],
        &[
            "explain",
            "stripe",
            "--secret-env",
            "SECRET",
            "--request",
            path,
        ],
        &[
            "verify",
            "discord",
            "--secret-env",
            "SECRET",
            "--request",
            path,
        ],
        &[
            "sign",
            "github",
            "--secret-env",
            "SECRET",
            "--format",
            "curl",
        ],
        &["sign", "github", "--private-key-env", "SECRET"],
        &["verify", "github", "--secret", SECRET, "--request", path],
        &[
            "verify",
            "github",
            "--secret-env",
            SECRET,
            "--request",
            path,
        ],
        &["verify", "github", SECRET, "--request", path],
        &[
            "verify",
            "github",
            &format!("--secret={SECRET}"),
            "--request",
            path,
        ],
    ];
    for args in runs {
        let output = hookseal().args(*args).assert();
        let output = output.get_output();
        for shown in [&output.stdout, &output.stderr] {
            let shown = String::from_utf8_lossy(shown);
            assert!(!shown.contains(SECRET), "{args:?}: {shown}");
        }
    }
}

#[test]
fn explain_does_not_show_the_right_signature() {
    let folder = TempDir::new().unwrap();
    let path = delivery(&folder);
    let mut request: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let right = request
        .pointer("/headers/3/1")
        .unwrap()
        .as_str()
        .unwrap()
        .to_owned();
    let wrong = format!("sha256={}", "0".repeat(64));
    *request.pointer_mut("/headers/3/1").unwrap() = json!(wrong);
    let forged = write(&folder, "forged.json", request.to_string());
    for json in [&["--json"][..], &[]] {
        let output = hookseal()
            .args(["explain", "github", "--secret-env", "SECRET", "--request"])
            .arg(&forged)
            .args(json)
            .assert()
            .code(1);
        let shown = String::from_utf8_lossy(&output.get_output().stdout).into_owned();
        assert!(!shown.contains(right.trim_start_matches("sha256=").get(..16).unwrap()));
    }
}

#[test]
fn control_sequences_do_not_reach_the_terminal() {
    let folder = TempDir::new().unwrap();
    let evil = "\u{1b}[2J\u{9b}31m\u{202e}\u{7}";
    let request = json!({
        "url": format!("/{evil}"),
        "headers": {"X-Hub-Signature-256": format!("sha256={evil}"), "X-GitHub-Event": evil, "Content-Encoding": evil},
        "body": evil,
    });
    let path = write(&folder, "evil.json", request.to_string());
    for json in [&["--json"][..], &[]] {
        let output = hookseal()
            .args(["explain", "github", "--secret-env", "SECRET", "--request"])
            .arg(&path)
            .args(json)
            .assert()
            .code(1);
        let shown = String::from_utf8_lossy(&output.get_output().stdout).into_owned();
        let bad = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!shown.contains(bad), "{shown:?}");
    }
}

#[test]
fn long_bodies_stay_out_of_memory() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("long");
    // A file with nothing in it takes no room on the disk.
    fs::File::create(&path).unwrap().set_len(1 << 30).unwrap();
    hookseal()
        .args(["verify", "github", "--secret-env", "SECRET"])
        .args([
            "-H",
            &format!("X-Hub-Signature-256: sha256={}", "0".repeat(64)),
        ])
        .arg("--body")
        .arg(&path)
        .timeout(std::time::Duration::from_secs(20))
        .assert()
        .code(1)
        .stdout(contains("[body_too_large]"));
}

#[test]
fn signed_in_every_form() {
    let sign = |format: &str| {
        let mut command = hookseal();
        command.args([
            "sign",
            "shopify",
            "--secret-env",
            "SECRET",
            "--format",
            format,
        ]);
        command
    };
    sign("text").assert().success().stdout(
        contains("X-Shopify-Hmac-Sha256: ").and(contains("X-Shopify-Topic: orders/create")),
    );
    sign("curl")
        .assert()
        .success()
        .stdout(starts_with("curl -i -X POST 'http://127.0.0.1:8787/'"));
    let folder = TempDir::new().unwrap();
    let body = write(&folder, "body", "it's {} @here\r\n");
    sign("curl")
        .arg("--body")
        .arg(&body)
        .assert()
        .success()
        .stdout(contains(r"--data-raw 'it'\''s {} @here"));
}

const KEYS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../hookseal-core/tests/keys");

#[test]
fn the_kind_of_a_scheme_is_shown() {
    for (sender, kind, words) in [
        ("github", "header", "a signature in a header"),
        ("telegram", "token", "a shared token"),
        ("mailgun", "members", "signed members of the JSON body"),
        (
            "dropbox_sign",
            "multipart",
            "one part of multipart/form-data",
        ),
        ("httpsig", "message_signatures", "(RFC 9421)"),
        ("braintree", "own", "a scheme of its own"),
    ] {
        let shown = object(hookseal().args(["providers", sender, "--json"]), 0);
        assert_eq!(shown.get("kind"), Some(&json!(kind)), "{sender}");
        let page = hookseal().args(["providers", sender]).assert().success();
        page.stdout(contains("  kind           ").and(contains(words)));
    }
}

#[test]
fn settings_are_named_where_they_are_wanted() {
    hookseal()
        .args(["providers", "aws_sns"])
        .assert()
        .success()
        .stdout(contains(
            "settings       topic, signature_version (--setting NAME=VALUE)",
        ));
    let shown = object(hookseal().args(["providers", "paypal", "--json"]), 0);
    assert_eq!(
        shown.get("settings"),
        Some(&json!(["webhook_id", "certificates"]))
    );
    let key = format!("{KEYS}/rsa.pem");
    let sns = "topic=arn:aws:sns:eu-west-1:123456789012:orders";
    for (sender, settings, said) in [
        ("aws_sns", &[][..], "of topic, signature_version"),
        ("aws_sns", &["topic"], "--setting NAME=VALUE"),
        ("aws_sns", &["topic=orders"], "pass the ARNs"),
        (
            "aws_sns",
            &[sns, "region=eu"],
            "has no setting `region`; it has topic",
        ),
        ("paypal", &[], "of webhook_id, certificates"),
        (
            "paypal",
            &["webhook_id=WEBHOOK_ID", "certificates=somewhere"],
            "`live` or `sandbox`",
        ),
        (
            "google_pubsub_push",
            &["email=a@b.example"],
            "of audience, email",
        ),
        ("fal", &[], "no user was given"),
        ("github", &["topic=a"], "github has no settings"),
    ] {
        for command in ["sign", "verify", "explain", "listen"] {
            let mut run = hookseal();
            run.args([command, sender]);
            match command {
                "sign" | "listen" => run.args(["--private-key-file", &key]),
                _ => run.args(["--public-key-file", &key]),
            };
            for setting in settings {
                run.args(["--setting", setting]);
            }
            run.write_stdin("POST / HTTP/1.1\r\n\r\n")
                .assert()
                .code(2)
                .stderr(contains(said));
        }
    }
}

#[test]
fn what_signing_changes_beside_the_headers_is_printed() {
    let twilio = |more: &[&str]| {
        let mut command = hookseal();
        command.args([
            "sign",
            "twilio",
            "--secret-env",
            "SECRET",
            "--url",
            "http://127.0.0.1:1/a?b=c",
        ]);
        command.args(more);
        command
    };
    twilio(&[])
        .assert()
        .success()
        .stdout(starts_with("Content-Type: application/x-www-form"));
    let folder = TempDir::new().unwrap();
    let body = write(&folder, "body.json", r#"{"a":1}"#);
    let body = body.to_str().unwrap();
    // SHA-256 of the body, by sha256sum.
    let digest = "bodySHA256=015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862";
    twilio(&["--body", body]).assert().success().stdout(
        starts_with(format!(
            "POST http://127.0.0.1:1/a?b=c&{digest}\nContent-Type: application/json\n"
        ))
        .and(ends_with("\n\n{\"a\":1}\n")),
    );
    twilio(&["--body", body, "--format", "curl"])
        .assert()
        .success()
        .stdout(contains(digest));
}

#[test]
fn every_kind_of_private_key_signs() {
    let folder = TempDir::new().unwrap();
    for (sender, scheme, key) in [
        ("httpsig", Some("ecdsa-p256-sha256"), "p256"),
        ("httpsig", Some("ecdsa-p384-sha384"), "p384"),
        ("httpsig", Some("ed25519"), "ed25519"),
        ("httpsig", Some("rsa-pss-sha512"), "rsa"),
        ("httpsig", Some("rsa-v1_5-sha256"), "rsa_pkcs1"),
        ("sendgrid", None, "p256_sec1"),
        ("plaid", None, "p256"),
        ("wise", None, "rsa"),
    ] {
        let scheme: Vec<_> = scheme
            .into_iter()
            .flat_map(|name| ["--scheme", name])
            .collect();
        let private = format!("{KEYS}/{key}.pem");
        let signed = hookseal()
            .args([
                "sign",
                sender,
                "--private-key-file",
                &private,
                "--format",
                "json",
            ])
            .args(&scheme)
            .assert()
            .success();
        let path = write(&folder, "signed.json", &signed.get_output().stdout);
        let kind = key.split('_').next().unwrap();
        let public = format!("{KEYS}/{kind}_public.pem");
        hookseal()
            .args(["verify", sender, "--public-key-file", &public, "--request"])
            .arg(&path)
            .args(&scheme)
            .assert()
            .success();
    }
    for (sender, key, said) in [
        (
            "httpsig",
            "p256",
            "this private key does not sign by ed25519",
        ),
        ("plaid", "rsa", "private key for a different algorithm"),
        ("aws_sns", "p256", "private key for a different algorithm"),
        ("github", "p256", "secret"),
        ("plaid", "p256_public", "it is a public key"),
    ] {
        let key = format!("{KEYS}/{key}.pem");
        let topic = (sender == "aws_sns").then_some(["--setting", "topic=arn:aws:sns:a"]);
        hookseal()
            .args(["sign", sender, "--private-key-file", &key])
            .args(topic.into_iter().flatten())
            .assert()
            .code(2)
            .stderr(contains(said));
    }
}

#[test]
fn a_token_that_has_expired_is_explained_all_the_same() {
    let folder = TempDir::new().unwrap();
    let settings = [
        "--setting",
        "audience=https://a.example",
        "--setting",
        "email=a@b.example",
    ];
    let signed = hookseal()
        .args([
            "sign",
            "google_pubsub_push",
            "--at",
            "1700000000",
            "--format",
            "json",
        ])
        .args(["--private-key-file", &format!("{KEYS}/rsa.pem")])
        .args(settings)
        .assert()
        .success();
    let path = write(&folder, "signed.json", &signed.get_output().stdout);
    let explained = object(
        hookseal()
            .args([
                "explain",
                "google_pubsub_push",
                "--now",
                "1700010000",
                "--json",
            ])
            .args(["--public-key-file", &format!("{KEYS}/rsa_public.pem")])
            .args(settings)
            .arg("--request")
            .arg(&path),
        1,
    );
    assert_eq!(explained.get("error"), Some(&json!("expired")));
    assert_eq!(
        explained.pointer("/hints/0/code"),
        Some(&json!("clock_skew"))
    );
    let message = explained.pointer("/signed_message/text").unwrap();
    assert!(message.as_str().unwrap().starts_with("eyJ"), "{message}");
    let steps = explained.get("steps").unwrap().as_array().unwrap();
    let ok = |name: &str| {
        let step = steps
            .iter()
            .find(|step| step.get("step") == Some(&json!(name)));
        step.unwrap().get("ok").unwrap().as_bool()
    };
    assert_eq!(ok("signature"), Some(true), "{steps:#?}");
    assert_eq!(ok("timestamp"), Some(false), "{steps:#?}");
}

#[test]
fn what_a_coded_scheme_misses_is_shown_where_it_looks() {
    let explain = |sender: &str, head: &str, body: &str| {
        let request = format!(
            "POST / HTTP/1.1\r\n{head}Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut command = hookseal();
        command.args(["explain", sender, "--secret-env", "SECRET"]);
        command.write_stdin(request).assert().code(1)
    };
    let nothing = explain("hook0", "", "{}");
    nothing.stdout(
        contains("✗ header  X-Hook0-Signature is missing [missing_signature]")
            .and(contains("expected  X-Hook0-Signature: t=<time>"))
            .and(contains("cannot be put together")),
    );
    let token = "X-Gitlab-Token: a-token-that-must-never-be-shown\r\n";
    explain("gitlab-token", token, "{}").stdout(
        contains("header  X-Gitlab-Token: 32 bytes, which are not shown")
            .and(contains("there is none: the sender sends the token"))
            .and(contains("never-be-shown").not()),
    );
    // In the body, too.
    let figma = r#"{"passcode":"a-token-that-must-never-be-shown"}"#;
    explain("figma", "", figma).stdout(contains("never-be-shown").not());
    explain("mailgun", "", "{}").stdout(
        contains("✗ signature form  read as body /signature/signature: <hex>")
            .and(contains("[missing_signature]"))
            .and(contains("cannot be put together")),
    );
}

#[test]
fn vectors_pass_fail_and_are_counted() {
    let folder = TempDir::new().unwrap();
    let right = json!({
        "provider": "github", "scheme": "sha256", "name": "docs", "source": "docs",
        "secret": "It is our secret, 7 of 9", "method": "POST", "url": "https://a.example/b",
        "headers": [["X-Hub-Signature-256", "sha256=a1ef3a6090813b85a94ace17e4b229fdd858ed28cd51bc756a0f6b68b82acc33"]],
        "body_base64": "SGVsbG8sIFdvcmxkIQ==", "now_unix": 1_767_225_600, "expect": "accept",
    });
    let change = |key: &str, value: Value| {
        let mut changed = right.clone();
        changed
            .as_object_mut()
            .unwrap()
            .insert(key.to_owned(), value);
        changed
    };
    let file = |vectors: Value| {
        write(
            &folder,
            "vectors.json",
            json!({ "vectors": vectors }).to_string(),
        )
    };
    let run = |path: &PathBuf| {
        let mut command = hookseal();
        command.arg("vectors").arg(path);
        command
    };
    let mut prose = change("secret", json!("another secret, as long"));
    prose["expect"] = json!("reject");
    prose["reason"] = json!("different secret");
    let mut coded = prose.clone();
    coded["reason"] = json!("signature_mismatch");
    run(&file(json!([right, prose, coded])))
        .assert()
        .success()
        .stdout(ends_with("3 passed, 0 failed\n"));
    coded["reason"] = json!("malformed_signature");
    let unknown = change("provider", json!("nobody"));
    // A scheme that is not known is no other scheme, whatever is expected of it.
    let unnamed = |expect: &str| {
        let mut changed = change("scheme", json!("sha-257"));
        changed["expect"] = json!(expect);
        changed
    };
    let path = file(json!([right, unnamed("accept"), unnamed("reject")]));
    run(&path)
        .assert()
        .code(1)
        .stdout(ends_with("1 passed, 2 failed\n").and(contains(
            "github has no scheme `sha-257`; it has sha256, sha1-legacy",
        )));
    let forged = change("expect", json!("reject"));
    let broken = json!({"name": "half"});
    let path = file(json!([right, coded, unknown, forged, broken]));
    run(&path)
        .assert()
        .code(1)
        .stdout(ends_with("1 passed, 4 failed\n").and(contains("there is no provider `nobody`")));
    let tally = object(run(&path).arg("--json"), 1);
    assert_eq!(tally.get("failed"), Some(&json!(4)));
    run(&file(json!([]))).assert().code(2);
}

#[test]
fn our_own_vectors_pass() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors");
    let mut command = hookseal();
    command.arg("vectors");
    for folder in [folder.clone(), folder.join("httpsig")] {
        let files = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|kind| kind == "json"));
        command.args(files);
    }
    command.assert().success().stdout(contains(", 0 failed"));
}

#[test]
fn completions_and_manual() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        hookseal()
            .args(["completions", shell])
            .assert()
            .success()
            .stdout(contains("explain").and(contains("--secret ").not()));
    }
    hookseal()
        .arg("man")
        .assert()
        .success()
        .stdout(contains(".TH hookseal"));
    let folder = TempDir::new().unwrap();
    hookseal()
        .args(["man", "--out"])
        .arg(folder.path())
        .assert()
        .success()
        .stdout(is_empty());
    assert!(folder.path().join("hookseal-explain.1").exists());
}

#[test]
fn colours_only_on_a_terminal() {
    hookseal()
        .args(["providers", "github"])
        .assert()
        .stdout(contains("\u{1b}").not());
    hookseal()
        .args(["providers", "github", "--color", "always"])
        .assert()
        .stdout(contains("\u{1b}"));
}

/// `hookseal providers | head -1` has read enough after one line.
#[test]
fn a_reader_that_has_enough_is_no_failure() {
    use std::io::{BufRead as _, BufReader};
    use std::process::Stdio;

    for arguments in [&["providers"][..], &["providers", "--json"]] {
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_hookseal"))
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // The pipe is closed with most of the output still to be written.
        let mut stdout = BufReader::with_capacity(16, child.stdout.take().unwrap());
        let mut first = [0; 1];
        std::io::Read::read_exact(&mut stdout, &mut first).unwrap();
        let _ = stdout.fill_buf();
        drop(stdout);
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(said, "", "{arguments:?}");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
    }
}
