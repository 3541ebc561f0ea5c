//! Counts what requests allocate, and prints it as JSON: run by `overhead`.

use allocation_counter::measure;
use anyhow::Result;
use clap::Parser;
use overhead::allocations::Allocated;
use overhead::contestant::Kind;
use overhead::delivery::Delivery;
use overhead::frames::Framing;
use overhead::frameworks::Framework;

/// Counts what requests allocate, and prints it as JSON.
#[derive(Parser)]
struct Options {
    #[arg(long = "framework")]
    frameworks: Vec<Framework>,
    /// In bytes.
    #[arg(long = "size")]
    sizes: Vec<usize>,
}

fn main() -> Result<()> {
    let options = Options::parse();
    let mut counted = Vec::new();
    for framework in options.frameworks {
        for contestant in framework.contestants()? {
            if contestant.kind == Kind::Floor {
                continue;
            }
            for &size in &options.sizes {
                for framing in [Framing::One, Framing::Of16KiB] {
                    let delivery = Delivery::new(contestant.signed, size, framing)?;
                    // What is made once for each thread, and pools.
                    contestant.prepare(&delivery, 3)();
                    let batch = contestant.prepare(&delivery, 1);
                    let info = measure(batch);
                    counted.push(Allocated {
                        framework,
                        name: contestant.name.to_owned(),
                        size,
                        framing,
                        count: info.count_total,
                        bytes: info.bytes_total,
                        peak: info.bytes_max,
                    });
                }
            }
        }
    }
    serde_json::to_writer(std::io::stdout().lock(), &counted)?;
    Ok(())
}
