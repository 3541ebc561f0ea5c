//! What verification costs in each framework, beside what others cost, in one run:
//!
//! ```console
//! $ cargo run --release --manifest-path benches/overhead/Cargo.toml
//! ```

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result};
use clap::Parser;
use overhead::allocations;
use overhead::frames::Framing;
use overhead::frameworks::Framework;
use overhead::measure::calm::keep_calmest;
use overhead::measure::time::{Case, compare};
use overhead::measure::{Effort, httpsig, last_frame, loopback, refusal};
use overhead::report::{Compared, Report, plot, size_name, table};

/// Measures what verification costs in each framework, beside what others cost.
#[derive(Parser)]
struct Options {
    /// Fewer rounds, and one pass: rougher, in half a minute.
    #[arg(long)]
    quick: bool,
    /// Only these.
    #[arg(long, value_delimiter = ',', default_values_t = Framework::ALL, value_enum)]
    frameworks: Vec<Framework>,
    /// Bodies of these sizes, in bytes.
    #[arg(long, value_delimiter = ',', default_values_t = SIZES)]
    sizes: Vec<usize>,
    /// Where `overhead.json`, `overhead.md` and the plots go.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../results"))]
    out: PathBuf,
    /// A page whose table is to be replaced by this run's; may be given again.
    #[arg(long)]
    readme: Vec<PathBuf>,
}

const KIB: usize = 1024;
const SIZES: [usize; 5] = [256, KIB, 16 * KIB, 256 * KIB, KIB * KIB];

impl Options {
    fn effort(&self) -> Effort {
        Effort {
            rounds: if self.quick { 15 } else { 101 },
            batch: Duration::from_millis(1),
        }
    }

    /// Every size, and those that are longer than a frame also in frames.
    fn cases(&self, framework: Framework) -> Vec<Case> {
        let framed = |size| framework != Framework::Core && size > 16 * KIB;
        let mut cases = Vec::new();
        for &size in &self.sizes {
            for framing in [Framing::One, Framing::Of16KiB] {
                if framing == Framing::One || framed(size) {
                    cases.push(Case { size, framing });
                }
            }
        }
        cases
    }
}

fn main() -> Result<()> {
    let options = Options::parse();
    let report = measure(&options)?;
    let tables = table::tables(&report);
    println!("{tables}");

    fs::create_dir_all(&options.out)?;
    let write = |name: &str, text: String| fs::write(options.out.join(name), text);
    write(
        "overhead.json",
        serde_json::to_string_pretty(&report)? + "\n",
    )?;
    write("overhead.md", tables)?;
    plot::write(&report, &options.out)?;
    for page in &options.readme {
        let text = fs::read_to_string(page)?;
        fs::write(page, table::into_page(&text, &report)?)?;
    }
    Ok(())
}

fn measure(options: &Options) -> Result<Report> {
    let effort = options.effort();
    let mut report = Report {
        machine: machine(),
        compiler: compiler(),
        rounds: effort.rounds,
        passes: if options.quick { 1 } else { 5 },
        ..Report::default()
    };
    eprintln!("counting allocations");
    report.allocated = allocations::count(&options.frameworks, &options.sizes)?;
    for pass in 1..=report.passes {
        eprintln!("pass {pass} of {}", report.passes);
        pass_over(options, &mut report)?;
    }
    if options.frameworks.contains(&Framework::Tower) {
        eprintln!("from the last frame to the handler");
        report.last_frame = Some(last_frame::measure(KIB * KIB, effort)?);
    }
    for &framework in &options.frameworks {
        eprintln!("{}, end to end", framework.name());
        for size in [KIB, 64 * KIB] {
            report
                .end_to_end
                .extend(loopback::measure(framework, size, effort)?);
        }
    }
    Ok(report)
}

/// Measures once all that is compared, and keeps what is calmer than before.
fn pass_over(options: &Options, report: &mut Report) -> Result<()> {
    let effort = options.effort();
    let (mut cases, mut refusals, mut httpsig) = (Vec::new(), Vec::new(), Vec::new());
    for &framework in &options.frameworks {
        let contestants = framework.contestants()?;
        for case in options.cases(framework) {
            eprintln!(
                "{}, {}, {}",
                framework.name(),
                size_name(case.size),
                case.framing.name()
            );
            cases.push(Compared {
                framework,
                case,
                timings: compare(&contestants, case, effort)?,
            });
        }
        eprintln!("{}, refusals", framework.name());
        refusals.extend(refusal::measure(framework, &contestants, effort)?);
    }
    if options.frameworks.contains(&Framework::Core) {
        eprintln!("message signatures");
        for size in [KIB, 64 * KIB] {
            httpsig.push(httpsig::measure(size, effort)?);
        }
    }
    keep_calmest(&mut report.cases, cases);
    keep_calmest(&mut report.refusals, refusals);
    keep_calmest(&mut report.httpsig, httpsig);
    Ok(())
}

/// The processor, as Linux names it.
fn machine() -> String {
    let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = cpus
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "))
        .map_or(std::env::consts::ARCH, |(_, name)| name);
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!("{name}, {cores} cores, {}", std::env::consts::OS)
}

fn compiler() -> String {
    let version = Command::new("rustc").arg("--version").output();
    let version = version.context("rustc").map(|output| output.stdout);
    String::from_utf8_lossy(&version.unwrap_or_default())
        .trim()
        .to_owned()
}
