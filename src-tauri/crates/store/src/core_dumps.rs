//! Prevents core dumps of this process, because its memory holds tokens, passwords and PINs.

use std::io;

/// Disables dumps; called once, before the process holds a secret.
pub fn forbid() -> io::Result<()> {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        // The limit is inherited by the web view's processes.
        setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) })?;
    }
    // A program that receives dumps over a pipe is not bound by the limit.
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)?;
    #[cfg(windows)]
    {
        let program = std::env::current_exe()?;
        windows::exclude(&program.file_name().unwrap_or_default().to_string_lossy())?;
    }
    Ok(())
}

#[cfg(windows)]
mod windows {
    use std::io;

    use windows_registry::CURRENT_USER;

    /// The key that `WerAddExcludedApplication` writes for one user.
    const EXCLUDED_APPLICATIONS_KEY: &str = r"Software\Microsoft\Windows\Windows Error Reporting\ExcludedApplications";

    /// Excludes programs of this name from Windows Error Reporting.
    pub(super) fn exclude(program: &str) -> io::Result<()> {
        let key = CURRENT_USER.create(EXCLUDED_APPLICATIONS_KEY)?;
        if !key.get_u32(program).is_ok_and(|excluded| excluded == 1) {
            key.set_u32(program, 1)?;
        }
        Ok(())
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn error_reporting_excludes_the_desk() {
            let name = format!("desk-test-{}.exe", std::process::id());
            for _ in 0..2 {
                exclude(&name).unwrap();
                let key = CURRENT_USER.create(EXCLUDED_APPLICATIONS_KEY).unwrap();
                assert_eq!(key.get_u32(&name).unwrap(), 1);
            }
            CURRENT_USER.create(EXCLUDED_APPLICATIONS_KEY).unwrap().remove_value(&name).unwrap();
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use rustix::process::{DumpableBehavior, Resource, dumpable_behavior, getrlimit, set_dumpable_behavior};

    #[test]
    fn no_memory_dump_is_written() {
        super::forbid().unwrap();
        assert_eq!(getrlimit(Resource::Core).current, Some(0));
        assert_eq!(getrlimit(Resource::Core).maximum, Some(0), "and nothing raises it again");
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
        set_dumpable_behavior(DumpableBehavior::Dumpable).unwrap();
    }
}
