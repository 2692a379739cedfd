//! Tables in Markdown: cells in, aligned text out.

use std::fmt;

#[derive(Debug)]
pub(crate) struct Table<const N: usize> {
    head: [String; N],
    rows: Vec<[String; N]>,
}

impl<const N: usize> Table<N> {
    pub(crate) fn new(head: [&str; N]) -> Self {
        Self { head: head.map(str::to_owned), rows: Vec::new() }
    }

    pub(crate) fn row(&mut self, cells: [String; N]) {
        self.rows.push(cells);
    }
}

impl<const N: usize> fmt::Display for Table<N> {
    /// The first column is aligned to the left, the others, which are figures, to the right.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = || std::iter::once(&self.head).chain(&self.rows);
        let width = |column: usize| {
            lines().map(|line| line[column].chars().count()).max().unwrap_or(0).max(3)
        };
        let widths: [usize; N] = std::array::from_fn(width);
        for (ix, line) in lines().enumerate() {
            for (column, (cell, width)) in line.iter().zip(&widths).enumerate() {
                if column == 0 {
                    write!(f, "| {cell:<width$} ")?;
                } else {
                    write!(f, "| {cell:>width$} ")?;
                }
            }
            writeln!(f, "|")?;
            if ix == 0 {
                for (column, width) in widths.iter().enumerate() {
                    let colon = if column == 0 { "-" } else { ":" };
                    write!(f, "|-{}{colon}", "-".repeat(*width))?;
                }
                writeln!(f, "|")?;
            }
        }
        Ok(())
    }
}

/// Seconds, with as many digits as count.
pub(crate) fn seconds(seconds: Option<f64>) -> String {
    match seconds {
        None => "-".to_owned(),
        Some(seconds) if seconds < 0.1 => format!("{:.1} ms", seconds * 1e3),
        Some(seconds) if seconds < 10.0 => format!("{seconds:.3} s"),
        Some(seconds) => format!("{seconds:.1} s"),
    }
}

/// Bytes a second.
pub(crate) fn speed(bytes: u64, seconds: Option<f64>) -> String {
    match seconds.map(|seconds| bytes as f64 / seconds) {
        None => "-".to_owned(),
        Some(speed) if speed < 1e9 => format!("{:.0} MB/s", speed / 1e6),
        Some(speed) => format!("{:.2} GB/s", speed / 1e9),
    }
}

/// How many times one is the other.
pub(crate) fn times(one: Option<f64>, other: Option<f64>) -> String {
    one.zip(other).map_or_else(|| "-".to_owned(), |(one, other)| format!("{:.2}", one / other))
}

/// Memory.
pub(crate) fn mebibytes(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20))
}
