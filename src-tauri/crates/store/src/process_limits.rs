//! Resource limits of a process that reads untrusted input.

use std::io;

/// Limits the address space to the present size plus `more` bytes; allocations beyond that end the process. Only on
/// Linux: macOS refuses such a limit and other systems have none, so that time and size limits have to suffice.
#[cfg_attr(not(target_os = "linux"), allow(clippy::unnecessary_wraps))]
pub fn memory(more: u64) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let most = taken().saturating_add(more);
        setrlimit(Resource::As, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    #[cfg(not(target_os = "linux"))]
    let _ = more;
    Ok(())
}

/// Size of this process's address space in bytes; if it is unknown, the size with a window's libraries on a typical
/// system.
#[cfg(target_os = "linux")]
fn taken() -> u64 {
    const USUAL_ADDRESS_BYTES: u64 = 1 << 30;
    let pages = std::fs::read_to_string("/proc/self/statm")
        .ok()
        .and_then(|told| told.split_whitespace().next()?.parse::<u64>().ok());
    pages.map_or(USUAL_ADDRESS_BYTES, |pages| pages.saturating_mul(rustix::param::page_size() as u64))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    #[test]
    fn counts_the_memory_in_use() {
        assert!((1 << 20..1 << 40).contains(&super::taken()));
    }
}
