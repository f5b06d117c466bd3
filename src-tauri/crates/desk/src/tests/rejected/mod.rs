//! Groups, triage, knowledge and handover of rejected requests.

mod groups;
mod handover;
mod shared_file;
mod shared_file_import;
mod triage;
