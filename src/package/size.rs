//! Sizes for people.

use std::fmt;

/// A number of bytes, written in the unit that suits it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ByteSize(pub u64);

impl fmt::Display for ByteSize {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut size = self.0 as f64;
        let mut units = ["KiB", "MiB", "GiB", "TiB"].into_iter();
        let mut unit = "B";
        // What would be rounded up to 1024 of a unit is 1 of the next.
        while size >= 1023.95
            && let Some(larger) = units.next()
        {
            size /= 1024.0;
            unit = larger;
        }
        let text = if unit == "B" { format!("{} B", self.0) } else { format!("{size:.1} {unit}") };
        formatter.pad(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units() {
        let sizes = [0, 1023, 1024, 1536, 1_048_524, 1_048_576, 5_000_000_000];
        let texts = sizes.map(|size| ByteSize(size).to_string());
        assert_eq!(texts, ["0 B", "1023 B", "1.0 KiB", "1.5 KiB", "1023.9 KiB", "1.0 MiB", "4.7 GiB"]);
        assert_eq!(format!("{:>8}", ByteSize(5)), "     5 B");
    }
}
