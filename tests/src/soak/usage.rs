//! What the worker holds of its process: memory, tasks.

use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;

/// A look at the process.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Usage {
    /// Resident memory in bytes; `None` where the system does not tell.
    pub resident: Option<u64>,
    /// Tasks of the runtime that have not ended.
    pub tasks: usize,
}

impl Usage {
    /// What it is now.
    #[must_use]
    pub fn now() -> Self {
        Self { resident: resident(), tasks: Handle::current().metrics().num_alive_tasks() }
    }
}

/// `VmRSS` of `/proc/self/status`, which Linux gives in kB.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
