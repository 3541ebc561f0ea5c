//! All frameworks at 1 KiB: what verification adds to the bare app, in each place.

use std::path::Path;

use plotters::prelude::*;

use super::{Drawn, colour};
use crate::contestant::{Kind, Place};
use crate::delivery::Signed;
use crate::frameworks::Framework;
use crate::measure::time::Timing;
use crate::report::{Compared, Report, whole};

const KIB: usize = 1024;

/// One bar of each framework that has it.
struct Bar {
    label: &'static str,
    colour: RGBColor,
    is: fn(&Timing) -> bool,
}

fn bars() -> [Bar; 4] {
    [
        Bar {
            label: "hookseal, layer",
            colour: colour(Kind::Hookseal, 0),
            is: |timing| timing.kind == Kind::Hookseal && timing.place != Place::Handler,
        },
        Bar {
            label: "hookseal, extractor only",
            colour: colour(Kind::Hookseal, 3),
            is: |timing| timing.kind == Kind::Hookseal && timing.place == Place::Handler,
        },
        Bar {
            label: "by hand, as tutorials do it",
            colour: colour(Kind::HandRolled, 0),
            is: |timing| timing.kind == Kind::HandRolled,
        },
        Bar {
            label: "the fastest other crate",
            colour: colour(Kind::Peer, 0),
            is: |timing| timing.kind == Kind::Peer,
        },
    ]
}

/// GitHub's scheme only, by which all are measured; of several the fastest.
fn overhead(compared: &Compared, bar: &Bar) -> Option<f64> {
    let timings = compared.timings.iter();
    timings
        .filter(|timing| timing.signed == Signed::GitHub && (bar.is)(timing))
        .map(|timing| timing.overhead_nanoseconds)
        .min_by(f64::total_cmp)
}

pub(super) fn draw(report: &Report, path: &Path) -> Drawn {
    let all: Vec<_> = Framework::ALL
        .iter()
        .filter_map(|&framework| report.compared(framework, whole(KIB)))
        .collect();
    let hmac = all.first().map_or(0.0, |compared| compared.hmac());
    let bars = bars();
    let most = all
        .iter()
        .flat_map(|compared| bars.iter().filter_map(|bar| overhead(compared, bar)))
        .fold(hmac, f64::max);
    let area = SVGBackend::new(path, (1200, 600)).into_drawing_area();
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&area)
        .caption(
            "what verification adds to a request of 1 KiB",
            ("sans-serif", 22),
        )
        .margin(16)
        .x_label_area_size(48)
        .y_label_area_size(80)
        // Room for the names, above the bars.
        .build_cartesian_2d(0.0..all.len() as f64, 0.0..most * 1.35)?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .x_labels(all.len() * 2 + 1)
        .x_label_formatter(&|place| {
            // In the middle of a framework's bars.
            let framework = all.get(place.floor() as usize);
            let framework = framework.filter(|_| (place.fract() - 0.5).abs() < 0.01);
            framework.map_or_else(String::new, |one| one.framework.name().to_owned())
        })
        .y_label_formatter(&|nanoseconds| format!("{nanoseconds:.0} ns"))
        .y_desc("more than the bare app; the line is the HMAC alone")
        .label_style(("sans-serif", 15))
        .axis_desc_style(("sans-serif", 16))
        .light_line_style(WHITE)
        .draw()?;
    for (place, bar) in bars.iter().enumerate() {
        let style = bar.colour.filled();
        let rectangles = all.iter().enumerate().filter_map(|(framework, compared)| {
            let left = framework as f64 + 0.1 + 0.2 * place as f64;
            let top = overhead(compared, bar)?;
            Some(Rectangle::new([(left, 0.0), (left + 0.18, top)], style))
        });
        chart
            .draw_series(rectangles)?
            .label(bar.label)
            .legend(move |(x, y)| Rectangle::new([(x, y - 5), (x + 20, y + 5)], style));
    }
    chart.draw_series(LineSeries::new(
        [(0.0, hmac), (all.len() as f64, hmac)],
        BLACK.stroke_width(1),
    ))?;
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperRight)
        .background_style(WHITE.mix(0.9))
        .border_style(BLACK.mix(0.3))
        .label_font(("sans-serif", 15))
        .draw()?;
    area.present()?;
    Ok(())
}
