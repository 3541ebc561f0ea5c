//! The examples that end by themselves.

use hookseal_examples::demo::SENDERS;

use crate::support::{example, output_of};

#[test]
fn the_quickstart_succeeds() {
    let output = output_of(&mut example("quickstart"));
    let summary = output.lines().last().unwrap();
    assert!(summary.contains(" 0 FAILED; all 401 answers"), "{summary}");
    for sender in SENDERS {
        assert!(output.contains(sender.name), "{} is missing", sender.name);
    }
}

#[test]
fn the_quickstart_fails_when_a_secret_is_another() {
    let output = example("quickstart")
        .env("QUICKSTART_GITHUB_SECRET", "some-other-secret")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let output = crate::support::text(&output);
    let failed: Vec<&str> = output
        .lines()
        .filter(|row| row.ends_with("FAILED"))
        .collect();
    assert_eq!(failed.len(), 4, "{output}");
    assert!(
        failed.iter().all(|row| row.starts_with("GitHub")),
        "{output}"
    );
}

#[test]
fn the_rotation_loses_no_delivery() {
    let output = output_of(&mut example("rotation"));
    assert!(output.ends_with("no delivery was lost\n"), "{output}");
}

#[test]
fn mailchannels_is_verified_by_fetched_keys() {
    let output = output_of(&mut example("mailchannels"));
    assert!(output.ends_with("\nall as expected\n"), "{output}");
    assert_eq!(output.matches(" 200 accepted: ").count(), 3, "{output}");
    assert_eq!(output.matches(" 401 ").count(), 4, "{output}");
}

#[test]
fn each_tenant_s_deliveries_are_its_own() {
    let output = output_of(&mut example("multi_tenant"));
    assert_eq!(output.matches(" 200 an event of ").count(), 6, "{output}");
    assert_eq!(output.matches(" 401 refused").count(), 5, "{output}");
}

#[test]
fn the_custom_schemes_verify() {
    let output = output_of(&mut example("custom_scheme"));
    assert_eq!(output.matches(" accepted").count(), 2, "{output}");
    assert_eq!(output.matches(" refused").count(), 5, "{output}");
}

#[test]
fn signing_for_a_stranger_says_who_is_known() {
    let output = example("sign")
        .args(["nobody", "http://127.0.0.1:1"])
        .output()
        .unwrap();
    assert!(!output.status.success());
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(
        error.contains("github") && error.contains("stripe"),
        "{error}"
    );
}

/// The README shows these lines as all that an app needs, beside one in `Cargo.toml`.
#[test]
fn an_app_gains_its_layer_with_four_lines() {
    for source in [
        include_str!("../../axum.rs"),
        include_str!("../../actix.rs"),
        include_str!("../../ntex.rs"),
        include_str!("../../poem.rs"),
        include_str!("../../salvo.rs"),
    ] {
        let code = source.lines().map(str::trim);
        let (added, before): (Vec<&str>, Vec<&str>) = code
            .filter(|line| !line.starts_with("//"))
            .partition(|line| line.contains(" // +"));
        assert_eq!(added.len(), 4);
        for line in added {
            let whole = [
                "use hookseal::",
                "let ",
                ".route_layer(",
                ".wrap(",
                ".hoop(",
                ".middleware(",
            ];
            assert!(whole.iter().any(|start| line.starts_with(start)), "{line}");
        }
        for word in ["hookseal::", "Webhook", "verifier", "key", "_SECRET"] {
            let rest = before.iter().find(|line| line.contains(word));
            assert_eq!(rest, None, "left when the added lines are taken away");
        }
    }
}
