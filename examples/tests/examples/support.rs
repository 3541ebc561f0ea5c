//! Finding the examples' executables.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

use hookseal_examples::demo::SENDERS;

/// The example's executable, to be run with the demonstration's secrets.
pub(crate) fn example(name: &str) -> Command {
    let mut command = Command::new(executable(name));
    for sender in SENDERS {
        command.env_remove(sender.variable);
    }
    command
        .env_remove("QUICKSTART_GITHUB_SECRET")
        .env("PORT", "0");
    command
}

/// What the program wrote to its standard output, after it succeeded.
pub(crate) fn output_of(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    text(&output)
}

pub(crate) fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Cargo puts examples into a folder beside that of the tests. It builds them with the
/// tests, but not for `cargo test --test examples`: what it left there before must not
/// pass for the present sources.
fn executable(name: &str) -> PathBuf {
    let test = env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).unwrap();
    let path = profile
        .join("examples")
        .join(format!("{name}{}", env::consts::EXE_SUFFIX));
    assert!(
        is_fresh(&path),
        "the example `{name}` is not built from the present sources; \
         run `cargo test -p hookseal-examples` or `cargo build --examples` first"
    );
    path
}

/// Whether the file is there and none of the sources that cargo has noted is newer.
fn is_fresh(executable: &Path) -> bool {
    let changed = |path: &Path| fs::metadata(path).and_then(|data| data.modified());
    let Ok(built) = changed(executable) else {
        return false;
    };
    let notes = fs::read_to_string(executable.with_extension("d")).unwrap();
    // Like a rule of make: blanks within a path are escaped.
    let (_, sources) = notes.trim_end().split_once(": ").unwrap();
    sources
        .replace("\\ ", "\0")
        .split(' ')
        .map(|source| source.replace('\0', " "))
        .all(|source| changed(Path::new(&source)).is_ok_and(|changed| changed <= built))
}
