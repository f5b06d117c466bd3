//! The machine of a measurement.

use std::{fs, process::Command};

/// A table of the machine and the versions.
pub fn description() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let cpu = read("/proc/cpuinfo");
    let model = value(&cpu, "model name").unwrap_or_else(|| "unknown".to_owned());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = value(&read("/proc/meminfo"), "MemTotal")
        .and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok())
        .map_or_else(|| "unknown".to_owned(), |kilobytes| format!("{} GiB", kilobytes.div_ceil(1 << 20)));
    let system = read("/etc/os-release");
    let system = system.lines().find_map(|line| line.strip_prefix("PRETTY_NAME=")).unwrap_or("Linux").trim_matches('"');
    let rows = [
        ("processor", format!("{model}, {cores} cores")),
        ("memory", memory),
        ("system", format!("{system}, Linux {}", said("uname", &["-r"]))),
        ("graphics", graphics()),
        ("WebKitGTK", said("pkg-config", &["--modversion", "webkit2gtk-4.1"])),
        ("Chromium", said("chromium", &["--version"])),
        ("Rust", said("rustc", &["--version"])),
    ];
    let rows: Vec<_> = rows.iter().map(|(name, value)| format!("| {name} | {value} |")).collect();
    format!("| machine | |\n| --- | --- |\n{}", rows.join("\n"))
}

/// Time, commit and load of the machine.
pub fn when() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split_whitespace().nth(1).unwrap_or("?").to_owned();
    let changed =
        if said("git", &["status", "--porcelain", "--untracked-files=no"]).is_empty() { "" } else { ", changed" };
    format!(
        "Measured {}, commit {}{changed}; load average over the last five minutes: {load}.",
        chrono::Utc::now().format("%Y-%m-%d %H:%M UTC"),
        said("git", &["rev-parse", "--short", "HEAD"]),
    )
}

fn graphics() -> String {
    let nodes = fs::read_dir("/dev/dri").into_iter().flatten().flatten();
    let has_node = nodes.into_iter().any(|node| node.file_name().as_encoded_bytes().starts_with(b"renderD"));
    format!("{}, Xvfb", if has_node { "a graphics processor" } else { "no graphics processor" })
}

fn value(text: &str, name: &str) -> Option<String> {
    let line = text.lines().find(|line| line.split(':').next().is_some_and(|before| before.trim() == name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn said(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).current_dir(acceptance::paths::root()).output();
    output
        .map_or_else(|_| "not installed".to_owned(), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_kernels_files() {
        let text = "processor\t: 0\nmodel name\t: Some CPU @ 2.0GHz\nMemTotal:       16384 kB\n";
        assert_eq!(value(text, "model name").as_deref(), Some("Some CPU @ 2.0GHz"));
        assert_eq!(value(text, "MemTotal").as_deref(), Some("16384 kB"));
        assert_eq!(value(text, "SwapTotal"), None);
    }
}
