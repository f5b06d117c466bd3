//! Information of the kernel on processes.

use std::{
    collections::HashMap,
    fs, io,
    process::{Child, Command},
    time::{Duration, Instant},
};

/// A started program; dropping this ends it and all processes that it started.
pub struct Running(Child);

impl Running {
    pub fn start(mut command: Command) -> io::Result<Self> {
        use std::os::unix::process::CommandExt;
        // A group of its own identifies the processes that it starts.
        command.process_group(0).spawn().map(Self)
    }

    pub fn id(&self) -> u32 {
        self.0.id()
    }

    pub fn memory(&self) -> u64 {
        memory_of(self.id())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let family = family(self.id());
        // Terminated first, because a killed browser leaves its children behind for a moment.
        signal("-TERM", &family[..family.len().min(1)]);
        let limit = Instant::now() + Duration::from_secs(3);
        while self.0.try_wait().is_ok_and(|ended| ended.is_none()) && Instant::now() < limit {
            std::thread::sleep(Duration::from_millis(20));
        }
        signal("-KILL", &family);
        let _ = self.0.wait();
    }
}

fn signal(name: &str, ids: &[u32]) {
    if !ids.is_empty() {
        let mut kill = Command::new("kill");
        kill.arg(name).args(ids.iter().map(u32::to_string)).stderr(std::process::Stdio::null());
        // A failure means that it has ended already, which is the aim.
        let _ = kill.status();
    }
}

/// Proportional set size of a process and of all that it started, in bytes: a page that several share counts once.
pub fn memory_of(root: u32) -> u64 {
    family(root).into_iter().filter_map(|id| field(id, "smaps_rollup", "Pss:")).sum()
}

/// The process first, then its descendants and the members of its group.
fn family(root: u32) -> Vec<u32> {
    let mut parents = HashMap::new();
    let mut found = vec![root];
    for id in fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()))
    {
        let Some((parent, group)) = parent_and_group(id) else { continue };
        if group == root && id != root {
            found.push(id);
        }
        parents.insert(id, parent);
    }
    loop {
        let more: Vec<u32> = parents
            .iter()
            .filter(|(id, parent)| found.contains(parent) && !found.contains(id))
            .map(|(id, _)| *id)
            .collect();
        if more.is_empty() {
            return found;
        }
        found.extend(more);
    }
}

fn parent_and_group(id: u32) -> Option<(u32, u32)> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name in brackets may contain anything; the fields after it are numbers.
    let mut rest = stat.rsplit_once(')')?.1.split_whitespace().skip(1).map_while(|word| word.parse().ok());
    Some((rest.next()?, rest.next()?))
}

/// A value in bytes that the kernel reports in kB.
fn field(id: u32, file: &str, name: &str) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{id}/{file}")).ok()?;
    kilobytes(&text, name)
}

fn kilobytes(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kilobytes| kilobytes << 10)
}

/// This process's present memory, in bytes.
pub fn resident() -> u64 {
    field(std::process::id(), "status", "VmRSS:").unwrap_or_default()
}

/// The maximum of this process's memory since [`forget_peak`], in bytes.
pub fn peak() -> u64 {
    field(std::process::id(), "status", "VmHWM:").unwrap_or_default()
}

/// Resets the maximum.
pub fn forget_peak() -> io::Result<()> {
    fs::write("/proc/self/clear_refs", "5")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The kernel's letter for the state of a process.
    fn state_of(id: u32) -> Option<String> {
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        stat.rsplit_once(')')?.1.split_whitespace().next().map(str::to_owned)
    }

    #[test]
    fn a_process_family_includes_all_descendants() {
        let mut shell = Command::new("sh");
        shell.args(["-c", "sleep 30 & sleep 30; true"]);
        let running = Running::start(shell).unwrap();
        let limit = Instant::now() + Duration::from_secs(20);
        while family(running.id()).len() < 3 {
            assert!(Instant::now() < limit, "the two that it starts are seen: {:?}", family(running.id()));
            std::thread::sleep(Duration::from_millis(5));
        }
        assert_eq!(family(running.id())[0], running.id());
        assert!(running.memory() > 0, "the kernel tells what they hold");
        let members = family(running.id());
        drop(running);
        // Orphans are reaped by another process a moment later.
        let alive = |id: &u32| !matches!(state_of(*id).as_deref(), None | Some("Z" | "X"));
        while members.iter().any(alive) {
            assert!(Instant::now() < limit, "all of them end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    #[test]
    fn reads_the_kernels_files() {
        let text = "Rss:                 812 kB\nPss:                 345 kB\nPss_Dirty:   1 kB\n";
        assert_eq!(kilobytes(text, "Pss:"), Some(345 << 10));
        assert_eq!(kilobytes(text, "Swap:"), None);
    }
}
