//! The engine's random numbers: a seeded SplitMix64, so that a run can be repeated from its seed.
//! Not for secrets.

pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound` (0 when `bound` is 0).
    pub fn below(&mut self, bound: u64) -> u64 {
        self.next().checked_rem(bound).unwrap_or(0)
    }

    /// `length` letters and digits.
    pub fn letters(&mut self, length: usize) -> String {
        const LETTERS: &str = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        let mut letter = || usize::try_from(self.below(62)).ok().and_then(|at| LETTERS.get(at..=at));
        (0..length).filter_map(|_| letter()).collect()
    }

    /// `length` lowercase hexadecimal digits.
    pub fn hex(&mut self, length: usize) -> String {
        let mut text = String::with_capacity(length);
        while text.len() < length {
            let digit = u32::try_from(self.below(16)).unwrap_or(0);
            text.push(char::from_digit(digit, 16).unwrap_or('0'));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers() {
        let (mut a, mut b, mut c) = (Random::new(7), Random::new(7), Random::new(8));
        assert_eq!(a.next(), b.next());
        assert_ne!(a.next(), c.next());
        assert_eq!(a.hex(32).len(), 32);
        assert_eq!(a.below(0), 0);
        assert!((0..1000).all(|_| a.below(10) < 10));
    }
}
