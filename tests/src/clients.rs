//! Clients that senders are made of: each sends requests as its users do, and says what
//! became of them.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::thread;

use crate::engines::{program, search_path};

/// A client that is a program of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Client {
    /// curl, without waiting for `100 Continue`, which it otherwise does for large bodies.
    Curl,
    /// curl, which waits for `100 Continue` before large bodies.
    CurlWaiting,
    /// Node's `fetch`.
    Node,
    /// Python's `urllib`.
    Python,
}

/// What a client is to send, again and again.
#[derive(Clone, Debug)]
pub struct Shot {
    /// Where to.
    pub url: String,
    /// The method.
    pub method: String,
    /// Headers besides the client's own.
    pub headers: Vec<(String, String)>,
    /// The length of the body, which is zeros.
    pub bytes: usize,
    /// How often.
    pub times: usize,
}

impl Client {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Curl, Self::CurlWaiting, Self::Node, Self::Python];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Curl => "curl",
            Self::CurlWaiting => "curl_waiting",
            Self::Node => "node",
            Self::Python => "python",
        }
    }

    /// The program; installed where it is missing. Of Node that may fail, which is said.
    fn program(self) -> Option<PathBuf> {
        match self {
            Self::Curl | Self::CurlWaiting => Some(program("curl", "curl", search_path)),
            Self::Python => Some(program("python3", "python3", search_path)),
            Self::Node => std::panic::catch_unwind(|| program("node", "nodejs", search_path)).ok(),
        }
    }

    /// Sends them one after the other, and gives the status of each, or what went wrong.
    /// `None` where there is no such client.
    pub fn send(self, shot: &Shot) -> Option<Vec<String>> {
        let mut command = Command::new(self.program()?);
        match self {
            Self::Curl | Self::CurlWaiting => curl(&mut command, shot, self == Self::CurlWaiting),
            Self::Node => script(&mut command, &["--input-type=module", "-e", NODE], shot),
            Self::Python => script(&mut command, &["-c", PYTHON], shot),
        }
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        let body = vec![b'0'; if self.is_curl() { shot.bytes } else { 0 }];
        // A child that has ended reads no more.
        let writer = thread::spawn(move || drop(input.write_all(&body)));
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        Some(text.lines().map(str::to_owned).collect())
    }

    const fn is_curl(self) -> bool {
        matches!(self, Self::Curl | Self::CurlWaiting)
    }
}

/// One process sends all: the URL is given again and again. What was lost has status 000.
fn curl(command: &mut Command, shot: &Shot, waiting: bool) {
    command.args(["--silent", "--max-time", "20", "--request", &shot.method]);
    command.args(["--write-out", "%{http_code}\\n", "--data-binary", "@-"]);
    for (name, value) in &shot.headers {
        command.arg("--header").arg(format!("{name}: {value}"));
    }
    command.arg("--header");
    command.arg(if waiting { "X-Waiting: yes" } else { "Expect:" });
    for _ in 0..shot.times {
        command.args(["--output", "/dev/null", &shot.url]);
    }
}

fn script(command: &mut Command, how: &[&str], shot: &Shot) {
    let headers = serde_json::to_string(&shot.headers).unwrap();
    command.args(how).args([
        &shot.url,
        &shot.method,
        &headers,
        &shot.bytes.to_string(),
        &shot.times.to_string(),
    ]);
}

const PYTHON: &str = r#"
import json, sys, urllib.error, urllib.request
url, method, headers, length, times = sys.argv[1:]
headers, body = dict(json.loads(headers)), b"0" * int(length)
for _ in range(int(times)):
    request = urllib.request.Request(url, body, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            answer.read()
            print(answer.status)
    except urllib.error.HTTPError as refused:
        refused.read()
        print(refused.code)
    except Exception as error:
        print("lost:", repr(error))
"#;

const NODE: &str = r#"
const [url, method, headers, length, times] = process.argv.slice(1);
const body = "0".repeat(Number(length));
for (let i = 0; i < Number(times); i++) {
  try {
    const signal = AbortSignal.timeout(20000);
    const answer = await fetch(url, { method, headers: JSON.parse(headers), body, signal });
    await answer.text();
    console.log(answer.status);
  } catch (error) {
    console.log("lost:", String(error), String(error.cause));
  }
}
"#;
