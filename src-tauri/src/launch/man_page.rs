//! Writes the manual page of the packages, `src-tauri/packaging/linux/provisioning-desk.1`, from the command line.
//!
//! A golden test: it fails if the file differs from the arguments. `RENEW=1` rewrites it.

use std::io::{self, Write};

use clap::CommandFactory;
use clap_mangen::Man;

use super::Arguments;

/// Sections after the options.
const MORE: &str = r#".SH "EXIT STATUS"
.TP
\fB0\fR
The window was closed.
.TP
\fB1\fR
The start failed; the reason is shown in a dialog or on the terminal.
.TP
\fB2\fR
An argument is wrong.
.SH ENVIRONMENT
.TP
\fBDESK_LOG\fR
Filter of the log, such as \fIdesk=debug\fR.
.TP
\fBHTTPS_PROXY\fR, \fBALL_PROXY\fR, \fBNO_PROXY\fR
Proxy of connections that name none.
.SH FILES
.TP
\fI~/.local/share/app.provisioning\-desk\fR
Journal, copies of the server's lists, settings and logs of this user. Removing the package keeps it.
.TP
\fI/etc/provisioning\-desk/connections.json\fR
Connections that an administrator installed for all users.
"#;

fn page() -> io::Result<Vec<u8>> {
    let man = Man::new(Arguments::command());
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    page.write_all(MORE.as_bytes())?;
    Ok(page)
}

#[test]
fn the_manual_page_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/packaging/linux/provisioning-desk.1");
    let now = String::from_utf8(page().unwrap()).unwrap();
    if std::env::var_os("RENEW").is_some() {
        std::fs::write(path, &now).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap().replace("\r\n", "\n");
    assert!(
        kept == now,
        "src-tauri/packaging/linux/provisioning-desk.1 is out of date: RENEW=1 cargo test -p provisioning-desk"
    );
}
