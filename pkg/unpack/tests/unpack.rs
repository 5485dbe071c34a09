//! A stream packed by the build's packer, whole and damaged. That the SDK's own module unpacks to itself is
//! checked by every build (tools/build.mjs).

use tim_unpack::unpack;

const PACKED: &[u8] = include_bytes!("squares.lzma");

/// Short and long matches, far and near ones, repeats, literals above 0x7f.
fn squares() -> Vec<u8> {
    let mut text = String::new();
    for n in 0..4000_u32 {
        text += &(n * n % 97).to_string();
        text.push_str(match n {
            _ if n % 50 == 0 => "é\n",
            _ if n % 7 != 0 => " ",
            _ => "",
        });
        if n % 50 != 0 && n % 7 == 0 {
            text.push(char::from(33 + (n % 90) as u8));
        }
    }
    text += &"x".repeat(3000);
    text.into_bytes()
}

#[test]
fn what_was_packed() {
    let expected = squares();
    let mut output = vec![0; expected.len()];
    assert!(unpack(PACKED, &mut output));
    assert_eq!(String::from_utf8(output).unwrap(), String::from_utf8(expected).unwrap());
}

#[test]
fn damaged_streams_end() {
    let expected = squares();
    let mut wrong = 0;
    for at in 0..PACKED.len() {
        for bit in 0..8 {
            let mut packed = PACKED.to_vec();
            packed[at] ^= 1 << bit;
            let mut output = vec![0; expected.len()];
            let whole = unpack(&packed, &mut output) && output == expected;
            wrong += usize::from(!whole);
        }
        let mut output = vec![0; expected.len()];
        unpack(&PACKED[..at], &mut output);
    }
    // Some bits do not matter: those of the first byte, and what is behind the last decision.
    assert!(wrong > PACKED.len() * 8 * 9 / 10, "{wrong} of {}", PACKED.len() * 8);
}
