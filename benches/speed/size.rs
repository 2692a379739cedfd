//! Sizes as people write them: `64M`, `1GiB`, `10GB`, and back.

use anyhow::{Context as _, bail};

/// Reads a size in bytes: K, M, G and KiB, MiB, GiB are powers of 1024; KB, MB, GB are powers of
/// 1000.
pub(crate) fn parse(text: &str) -> anyhow::Result<u64> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let number: u64 = text[..digits].parse().with_context(|| format!("`{text}` is no size"))?;
    let unit: u64 = match &text[digits..] {
        "" | "B" => 1,
        "K" | "KiB" => 1 << 10,
        "M" | "MiB" => 1 << 20,
        "G" | "GiB" => 1 << 30,
        "KB" | "kB" => 1_000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        unit => bail!("`{unit}` is no unit of size; K, M, G, KB, MB, GB are"),
    };
    number.checked_mul(unit).with_context(|| format!("`{text}` is too large"))
}

/// Writes a size, exactly if it is a round one.
pub(crate) fn show(bytes: u64) -> String {
    const UNITS: [(u64, &str); 6] = [
        (1 << 30, "GiB"),
        (1_000_000_000, "GB"),
        (1 << 20, "MiB"),
        (1_000_000, "MB"),
        (1 << 10, "KiB"),
        (1_000, "kB"),
    ];
    for (unit, name) in UNITS {
        if bytes >= unit && bytes.is_multiple_of(unit) {
            return format!("{} {name}", bytes / unit);
        }
    }
    format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20))
}
