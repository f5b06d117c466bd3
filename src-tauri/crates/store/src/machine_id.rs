//! Identifies this computer, to recognize a profile that was copied to another one.

use sha2::{Digest, Sha256};

/// A stable id of this computer that survives a restart; `None` if the system has none.
///
/// It is hashed for this application alone, because the system's own id also identifies the computer elsewhere and must
/// not be in our files. 32 hexadecimal digits.
pub fn machine_id() -> Option<String> {
    told().as_deref().and_then(ours)
}

fn ours(told: &str) -> Option<String> {
    let told = told.trim();
    // systemd writes `uninitialized` until the first start is complete.
    if told.len() < 16 || told.bytes().all(|digit| matches!(digit, b'0' | b'-')) {
        return None;
    }
    let mut hash = Sha256::new();
    hash.update(b"provisioning-desk machine id\n");
    hash.update(told.to_ascii_lowercase());
    let first = hash.finalize().first_chunk().copied().map(u128::from_be_bytes)?;
    Some(format!("{first:032x}"))
}

#[cfg(not(any(windows, target_os = "macos")))]
fn told() -> Option<String> {
    ["/etc/machine-id", "/var/lib/dbus/machine-id"].iter().find_map(|path| std::fs::read_to_string(path).ok())
}

#[cfg(windows)]
fn told() -> Option<String> {
    windows_registry::LOCAL_MACHINE.open(r"SOFTWARE\Microsoft\Cryptography").ok()?.get_string("MachineGuid").ok()
}

#[cfg(target_os = "macos")]
fn told() -> Option<String> {
    let asked = ["-rd1", "-c", "IOPlatformExpertDevice"];
    let told = std::process::Command::new("/usr/sbin/ioreg").args(asked).output().ok()?;
    platform_uuid(&String::from_utf8_lossy(&told.stdout)).map(str::to_owned)
}

/// Extracted from `"IOPlatformUUID" = "…"`.
#[cfg(any(target_os = "macos", test))]
fn platform_uuid(told: &str) -> Option<&str> {
    told.split_once("\"IOPlatformUUID\" = \"")?.1.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machine_ids_are_stable_distinct_and_hide_the_systems_id() {
        let one = ours("b08dfa6083e7567a1921a715000001fb\n").unwrap();
        assert_eq!(one.len(), 32);
        assert_eq!(ours("B08DFA6083E7567A1921A715000001FB"), Some(one.clone()), "as the system spells it or not");
        assert_ne!(ours("b08dfa6083e7567a1921a715000001fc").unwrap(), one);
        assert!(!one.contains("b08dfa60"));
        assert_eq!(machine_id(), machine_id());
    }

    #[test]
    fn invalid_machine_ids_are_ignored() {
        for text in
            ["", "\n", "uninitialized\n", "00000000000000000000000000000000", "00000000-0000-0000-0000-000000000000"]
        {
            assert_eq!(ours(text), None, "{text:?}");
        }
    }

    #[test]
    fn reads_the_platform_uuid_of_a_mac() {
        let told = "+-o J314sAP  <class IOPlatformExpertDevice>\n  {\n    \"IOPlatformSerialNumber\" = \"C02\"\n    \
                    \"IOPlatformUUID\" = \"564D6C2B-1A3F-4C8E-9B7D-0123456789AB\"\n  }\n";
        assert_eq!(platform_uuid(told), Some("564D6C2B-1A3F-4C8E-9B7D-0123456789AB"));
        assert_eq!(platform_uuid("no such thing"), None);
    }
}
