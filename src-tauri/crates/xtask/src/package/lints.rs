use std::path::Path;

use crate::shell::{Result, command, root, step};

/// Fails on anything that the linters find, except for the overrides with their reasons in the package.
pub fn check(dir: &Path) -> Result<()> {
    let linux = root().join("src-tauri/packaging/linux");
    let mut desktop = command("desktop-file-validate");
    step("desktop-file-validate", desktop.arg(linux.join("app.provisioning-desk.desktop")))?;
    let mut metainfo = command("appstreamcli");
    metainfo.args(["validate", "--no-net", "--pedantic", "--explain"]);
    step("appstreamcli validate", metainfo.arg(linux.join("app.provisioning_desk.desk.metainfo.xml")))?;
    let mut lintian = command("lintian");
    lintian.args(["--allow-root", "--no-cfg", "--pedantic", "--display-info"]);
    lintian.args(["--fail-on", "error,warning,info,pedantic"]);
    let packages = std::fs::read_dir(dir).map_err(|error| format!("{}: {error}", dir.display()))?;
    let debs = packages.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "deb"));
    step("lintian", lintian.args(debs))
}
