//! The `Range` header: the part of a file that a player wants.

use std::ops::Range;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// No range, or one that may be ignored: several at once, another unit, nonsense.
    All,
    Part(Range<u64>),
    /// Beyond the end.
    Nothing,
}

pub(super) fn wanted(header: Option<&str>, size: u64) -> Wanted {
    let Some((first, last)) = header
        .and_then(|header| header.trim().strip_prefix("bytes="))
        .filter(|ranges| !ranges.contains(','))
        .and_then(|range| range.trim().split_once('-'))
    else {
        return Wanted::All;
    };
    let number = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse::<u64>().unwrap_or(u64::MAX))
    };
    match (first, number(first), last, number(last)) {
        ("", _, _, Some(0)) => Wanted::Nothing,
        ("", _, _, Some(_)) if size == 0 => Wanted::Nothing,
        ("", _, _, Some(length)) => Wanted::Part(size.saturating_sub(length)..size),
        (_, Some(first), _, Some(last)) if last < first => Wanted::All,
        (_, Some(first), _, _) if first >= size => Wanted::Nothing,
        (_, Some(first), "", _) => Wanted::Part(first..size),
        (_, Some(first), _, Some(last)) => Wanted::Part(first..last.saturating_add(1).min(size)),
        _ => Wanted::All,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_cut_to_the_file() {
        use Wanted::{All, Nothing, Part};
        for (header, expected) in [
            ("bytes=0-0", Part(0..1)),
            ("bytes=2-4", Part(2..5)),
            ("bytes=2-", Part(2..10)),
            ("bytes=9-9", Part(9..10)),
            ("bytes=8-99", Part(8..10)),
            ("bytes=0-18446744073709551615", Part(0..10)),
            ("bytes=0-99999999999999999999", Part(0..10)),
            ("bytes=-3", Part(7..10)),
            ("bytes=-99", Part(0..10)),
            (" bytes= 1-2 ", Part(1..3)),
            ("bytes=10-", Nothing),
            ("bytes=10-12", Nothing),
            ("bytes=-0", Nothing),
            ("bytes=4-2", All),
            ("bytes=0-1,3-4", All),
            ("bytes=-", All),
            ("bytes=a-b", All),
            ("bytes=1-x", All),
            ("bytes=+1-2", All),
            ("items=0-1", All),
            ("", All),
        ] {
            assert_eq!(wanted(Some(header), 10), expected, "{header}");
        }
        assert_eq!(wanted(None, 10), All);
        for header in ["bytes=0-", "bytes=0-0", "bytes=-1"] {
            assert_eq!(wanted(Some(header), 0), Nothing, "{header} of nothing");
        }
    }
}
