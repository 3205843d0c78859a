//! Stable identifiers: the same content gives the same number on every machine and in every run.

use sha2::{Digest, Sha256};

/// A positive 63-bit number from the SHA-256 of the parts, each ended by a zero byte.
pub fn stable_id(parts: &[&str]) -> i64 {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update([0]);
    }
    let digest = hasher.finalize();
    let mut first = [0_u8; 8];
    first.copy_from_slice(&digest[..8]);
    i64::from_be_bytes(first) & i64::MAX
}

/// The SHA-256 of everything that can be read, in lower-case hexadecimal.
///
/// # Errors
/// When reading fails.
pub fn sha256_hex_of(mut source: impl std::io::Read) -> std::io::Result<String> {
    let mut hasher = Sha256::new();
    let mut bytes = vec![0; 1 << 16];
    loop {
        match source.read(&mut bytes)? {
            0 => return Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()),
            read => hasher.update(bytes.get(..read).unwrap_or_default()),
        }
    }
}

/// The SHA-256 of some bytes in lower-case hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
