use std::{
    collections::{BTreeMap, BTreeSet},
    fs::File,
    io::{BufReader, Read},
    path::Path,
    process::{Command, Stdio},
};

use flate2::read::GzDecoder;
use tar::{Archive, EntryType};

use crate::{
    package::{
        build::CRATES,
        manifest::{Content, Shipped},
        tree::PLAIN,
    },
    shell::{Result, command, output},
    windows::setup::PROGRAM,
};

/// Contents of a package, as far as they were read.
#[derive(Default)]
pub struct Package {
    contents: Vec<Content>,
    /// Libraries, as `name-version`, whose source files the program names in its messages.
    pub crates: BTreeSet<String>,
    /// Entries and scripts that no package has.
    findings: Vec<String>,
}

impl Package {
    /// Differences from the manifest's entry.
    pub fn differences(&self, shipped: &Shipped) -> Vec<String> {
        let by_path = |contents: &[Content]| -> BTreeMap<String, Content> {
            contents.iter().map(|content| (content.path.clone(), content.clone())).collect()
        };
        let (found, named) = (by_path(&self.contents), by_path(&shipped.contents));
        let name = &shipped.name;
        let mut differences: Vec<_> = self.findings.iter().map(|finding| format!("{name}: {finding}")).collect();
        if found.len() != self.contents.len() {
            differences.push(format!("{name}: a file is in it twice"));
        }
        for (path, content) in &named {
            match found.get(path) {
                None => differences.push(format!("{name}: {path} is missing")),
                Some(other) if other != content => differences.push(format!("{name}: {path} is another file")),
                Some(_) => {}
            }
        }
        let unnamed = found.keys().filter(|path| !named.contains_key(*path));
        differences.extend(unnamed.map(|path| format!("{name}: {path} is not in the manifest")));
        differences
    }

    fn read(&mut self, stream: impl Read) -> std::io::Result<()> {
        for entry in Archive::new(stream).entries()? {
            let mut entry = entry?;
            let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let path = path.strip_prefix("./").unwrap_or(&path).to_owned();
            let header = entry.header();
            let (mode, kind, owner) = (header.mode()? & 0o7777, header.entry_type(), (header.uid()?, header.gid()?));
            if owner != (0, 0) {
                self.findings.push(format!("{path} does not belong to root"));
            }
            match kind {
                EntryType::Directory if mode == 0o755 => {}
                EntryType::Regular => {
                    let mut bytes = Vec::new();
                    entry.read_to_end(&mut bytes)?;
                    if path.ends_with("bin/provisioning-desk") {
                        self.crates.extend(crates_named_in(&bytes));
                    }
                    self.contents.push(Content::new(&path, mode, &bytes));
                }
                kind => self.findings.push(format!("{path} is {kind:?} with mode {mode:o}")),
            }
        }
        Ok(())
    }
}

/// Reads a package of any of the formats.
pub fn read_package(path: &Path) -> Result<Package> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut package = Package::default();
    let place = |error| format!("{name}: {error}");
    let open = || File::open(path).map_err(place);
    if name.ends_with(".tar.gz") {
        package.read(GzDecoder::new(BufReader::new(open()?))).map_err(place)?;
    } else if name.ends_with(".deb") {
        package.stream(command("dpkg-deb").arg("--fsys-tarfile").arg(path))?;
        let mut control = Package::default();
        control.stream(command("dpkg-deb").arg("--ctrl-tarfile").arg(path))?;
        let is_known = |content: &&Content| ["control", "md5sums"].contains(&content.path.as_str());
        let scripts = control.contents.iter().filter(|content| !is_known(content));
        package.findings.extend(scripts.map(|content| format!("it has the control file {}", content.path)));
    } else if name.ends_with(".rpm") {
        package.stream(command("rpm2archive").args(["--nocompression", "-"]).stdin(open()?))?;
        let scripts = output(command("rpm").args(["-qp", "--nosignature", "--scripts", "--triggers"]).arg(path))?;
        package.findings.extend((!scripts.is_empty()).then(|| format!("it has scripts: {scripts}")));
    } else if name.ends_with(".exe") {
        package.read_setup(path)?;
    } else {
        return Err(format!("{name}: a package of no known format"));
    }
    Ok(package)
}

impl Package {
    /// Reads the archive that a program writes.
    fn stream(&mut self, program: &mut Command) -> Result<()> {
        let name = program.get_program().display().to_string();
        let place = |error| format!("{name}: {error}");
        let mut child = program.stdout(Stdio::piped()).spawn().map_err(place)?;
        let read = child.stdout.take().map_or(Ok(()), |stream| self.read(BufReader::new(stream)));
        let ended = child.wait().map_err(place)?;
        read.map_err(place)?;
        if ended.success() { Ok(()) } else { Err(format!("{name} failed ({ended})")) }
    }
}

/// Files that NSIS puts into each setup: its plug-ins, pictures and uninstaller, which it makes itself.
fn is_part_of_nsis(path: &str) -> bool {
    path.starts_with("$PLUGINSDIR") || path == "uninstall.exe"
}

impl Package {
    /// Reads a setup of NSIS as 7-Zip lists it. The program has its name only once it is whole.
    fn read_setup(&mut self, path: &Path) -> Result<()> {
        let list = output(command("7z").args(["l", "-slt", "-ba"]).arg(path))?;
        let paths = list.lines().filter_map(|line| line.strip_prefix("Path = "));
        for inner in paths.filter(|inner| !is_part_of_nsis(inner)) {
            let extracted = command("7z").args(["x", "-so"]).arg(path).arg(inner).output();
            let extracted = extracted.map_err(|error| format!("7z: {error}"))?;
            if !extracted.status.success() {
                return Err(format!("7z failed ({}) for {inner}", extracted.status));
            }
            let bytes = extracted.stdout;
            let installed = inner.strip_suffix(".new").unwrap_or(inner);
            if installed == PROGRAM {
                self.crates.extend(crates_named_in(&bytes));
            }
            self.contents.push(Content::new(installed, PLAIN, &bytes));
        }
        Ok(())
    }
}

/// Libraries in paths of source files: [`CRATES`], then name and version.
fn crates_named_in(program: &[u8]) -> BTreeSet<String> {
    let beginning = format!("{CRATES}/");
    let is_of_name = |byte: &&u8| byte.is_ascii_alphanumeric() || b"-_.+".contains(byte);
    let starts = program.windows(beginning.len()).enumerate().filter(|(_, part)| *part == beginning.as_bytes());
    let names = starts.filter_map(|(start, _)| {
        let rest = &program[start + beginning.len()..];
        let length = rest.iter().take_while(is_of_name).count();
        let name = String::from_utf8_lossy(&rest[..length]).into_owned();
        (rest.get(length) == Some(&b'/') && name.contains('-')).then_some(name)
    });
    names.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_are_found_in_the_paths_of_messages() {
        let program = b"\0called `Option::unwrap()`/crates/tokio-1.0.0+a/src/lib.rs\0/crates/x/crates/a_b-c-2.0.0/b.rs/crates/cut-1";
        assert_eq!(crates_named_in(program), BTreeSet::from(["tokio-1.0.0+a".to_owned(), "a_b-c-2.0.0".to_owned()]));
    }
}
