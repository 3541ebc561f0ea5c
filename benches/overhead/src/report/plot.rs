//! The plots: for each framework, everyone's overhead over the size of the body; and all
//! frameworks side by side.

mod side_by_side;

use std::path::Path;

use anyhow::{Result, anyhow};
use plotters::prelude::*;

use super::{Compared, Report, size_name};
use crate::contestant::Kind;
use crate::frames::Framing;
use crate::frameworks::Framework;

/// Writes `<framework>.svg` into `folder` for every framework, and `frameworks.svg`.
///
/// # Errors
///
/// When the files cannot be written.
pub fn write(report: &Report, folder: &Path) -> Result<()> {
    for framework in Framework::ALL {
        let cases: Vec<_> = report
            .cases
            .iter()
            .filter(|compared| compared.framework == framework)
            .filter(|compared| compared.case.framing == Framing::One)
            .collect();
        if cases.len() > 1 {
            let path = folder.join(format!("{}.svg", framework.name()));
            draw(framework, &cases, &path)
                .map_err(|error| anyhow!("{}: {error}", path.display()))?;
        }
    }
    let path = folder.join("frameworks.svg");
    side_by_side::draw(report, &path).map_err(|error| anyhow!("{}: {error}", path.display()))
}

type Drawn = Result<(), Box<dyn std::error::Error>>;

fn draw(framework: Framework, cases: &[&Compared], path: &Path) -> Drawn {
    let area = SVGBackend::new(path, (1200, 600)).into_drawing_area();
    area.fill(&WHITE)?;
    let sizes: Vec<_> = cases.iter().map(|compared| compared.case.size).collect();
    let last = sizes.len() - 1;
    let mut chart = ChartBuilder::on(&area)
        .caption(
            format!(
                "{}: overhead of verification, in HMACs of the body",
                framework.name()
            ),
            ("sans-serif", 22),
        )
        .margin(16)
        .margin_right(32)
        .x_label_area_size(48)
        .y_label_area_size(64)
        // Room for the names, beside the lines.
        .build_cartesian_2d(0.0..last as f64 * 1.4, (0.8..20.0).log_scale())?;
    chart
        .configure_mesh()
        .x_labels(sizes.len() * 2)
        .x_label_formatter(&|place| {
            let size = sizes.get(place.round() as usize);
            let size = size.filter(|_| place.fract() == 0.0);
            size.map(|size| size_name(*size)).unwrap_or_default()
        })
        .y_labels(8)
        .y_label_formatter(&|times| format!("{times:.1} ×"))
        .x_desc("body, in one frame")
        .y_desc("1 × is the HMAC alone (log scale)")
        .label_style(("sans-serif", 15))
        .axis_desc_style(("sans-serif", 16))
        .light_line_style(WHITE)
        .draw()?;
    let names = cases
        .first()
        .into_iter()
        .flat_map(|compared| &compared.timings)
        .filter(|timing| !matches!(timing.kind, Kind::Floor | Kind::Bare));
    for (place, timing) in names.enumerate() {
        let points: Vec<_> = (0..)
            .map(f64::from)
            .zip(cases)
            .filter_map(|(x, compared)| {
                Some((
                    x,
                    compared
                        .timing(timing.name)?
                        .overhead_in_hmacs
                        .clamp(0.8, 20.0),
                ))
            })
            .collect();
        let colour = colour(timing.kind, place);
        let width = if timing.kind == Kind::Hookseal { 3 } else { 2 };
        let style = colour.stroke_width(width);
        chart
            .draw_series(LineSeries::new(points.iter().copied(), style))?
            .label(timing.name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 24, y)], style));
        chart.draw_series(
            points
                .iter()
                .map(|point| Circle::new(*point, 4, colour.filled())),
        )?;
    }
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

/// hookseal in greens and blues, everyone else in warm colours.
fn colour(kind: Kind, place: usize) -> RGBColor {
    const OWN: [RGBColor; 5] = [
        RGBColor(0, 110, 60),
        RGBColor(30, 160, 90),
        RGBColor(0, 100, 170),
        RGBColor(70, 170, 210),
        RGBColor(150, 190, 40),
    ];
    const OTHERS: [RGBColor; 6] = [
        RGBColor(200, 60, 40),
        RGBColor(235, 140, 30),
        RGBColor(150, 80, 160),
        RGBColor(190, 150, 30),
        RGBColor(120, 60, 30),
        RGBColor(230, 110, 150),
    ];
    match kind {
        Kind::Hookseal => OWN[place % OWN.len()],
        Kind::HandRolled => RGBColor(90, 90, 90),
        Kind::Floor | Kind::Bare | Kind::Peer => OTHERS[place % OTHERS.len()],
    }
}
