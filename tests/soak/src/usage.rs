//! Memory and tasks of the worker process.

use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Usage {
    /// Resident memory in bytes; `None` where the system does not report it.
    pub(crate) resident: Option<u64>,
    /// Tasks of the runtime that have not completed.
    pub(crate) tasks: usize,
}

impl Usage {
    /// Returns the current usage.
    pub(crate) fn now() -> Self {
        Self { resident: resident(), tasks: Handle::current().metrics().num_alive_tasks() }
    }
}

/// `VmRSS` of `/proc/self/status`, in kB.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let size = status.lines().find_map(|field| field.strip_prefix("VmRSS:"))?;
    size.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
