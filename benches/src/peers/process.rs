//! Runs a measured program, and measures it from outside.

use std::{
    fs, io,
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdout, Command, Stdio},
    sync::mpsc,
    time::Duration,
};

use tokio::time::Instant;

use super::program::BoxError;
use crate::{
    cpu,
    server::{Counts, Server},
};

/// Time after which a program counts as hanging.
const TIMEOUT: Duration = Duration::from_secs(180);

/// One run of a program.
#[derive(Clone, Debug)]
pub struct Run {
    /// What the program measures, as it reports it.
    pub versions: String,
    /// Cost of the start: interpreter, imports, construction of the client.
    pub start: Cost,
    /// Cost of the work; the peak memory is that of the whole process.
    pub work: Cost,
    /// Users that were listed, or calls that succeeded.
    pub succeeded: usize,
    /// What the server received.
    pub received: Counts,
}

/// What something has cost.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// User and system CPU time of all threads.
    pub cpu: Duration,
    /// Wall-clock time.
    pub wall: Duration,
    /// Peak resident memory, in bytes.
    pub peak_bytes: u64,
}

impl Run {
    /// Starts a program, lets it work, and ends it. With a rate limit, the work begins with a window.
    ///
    /// # Errors
    ///
    /// Fails if the program cannot be started, or does not follow the protocol of
    /// [`program`](super::program).
    pub fn measure(command: &mut Command, server: &Server) -> Result<Self, BoxError> {
        let begin = Instant::now();
        let mut process = Process::start(command)?;
        let versions = process.line("ready")?;
        let start = process.cost(begin.elapsed())?;
        std::thread::sleep(server.until_next_window());
        let received = server.counts();
        let begin = Instant::now();
        process.start_work()?;
        let succeeded = process.line("done")?.parse()?;
        let wall = begin.elapsed();
        let received = server.counts() - received;
        let end = process.cost(wall)?;
        process.end()?;
        let work = Cost { cpu: end.cpu.saturating_sub(start.cpu), ..end };
        Ok(Self { versions, start, work, succeeded, received })
    }
}

struct Process {
    child: Child,
    lines: mpsc::Receiver<String>,
}

impl Process {
    fn start(command: &mut Command) -> Result<Self, BoxError> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let output = child.stdout.take().ok_or("no standard output")?;
        Ok(Self { child, lines: lines(output) })
    }

    /// Returns the rest of the next line, which must start with `word`.
    fn line(&mut self, word: &str) -> Result<String, BoxError> {
        let line = self
            .lines
            .recv_timeout(TIMEOUT)
            .map_err(|_| format!("program ended or hangs before `{word}`"))?;
        let rest = line.strip_prefix(word).ok_or_else(|| format!("expected `{word}`, read `{line}`"))?;
        Ok(rest.trim().to_owned())
    }

    fn start_work(&mut self) -> io::Result<()> {
        self.child.stdin.as_mut().map_or(Ok(()), |input| input.write_all(b"start\n"))
    }

    /// Returns the cost so far.
    fn cost(&self, wall: Duration) -> Result<Cost, BoxError> {
        // The kernel counts a thread's time when it blocks: let the program reach its next read.
        std::thread::sleep(Duration::from_millis(5));
        let directory = format!("/proc/{}", self.child.id());
        let status = fs::read_to_string(format!("{directory}/status"))?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes: u64 =
            peak.and_then(|peak| peak.split_whitespace().next()).ok_or("no peak memory in /proc")?.parse()?;
        Ok(Cost { cpu: cpu_time(&directory)?, wall, peak_bytes: kilobytes * 1024 })
    }

    fn end(mut self) -> Result<(), BoxError> {
        drop(self.child.stdin.take());
        let status = self.child.wait()?;
        if status.success() { Ok(()) } else { Err(format!("program failed: {status}").into()) }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn lines(output: ChildStdout) -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}

/// Returns the CPU time of a process: that of its threads, which the kernel reports in nanoseconds, or that of the
/// process in hundredths of a second if it is larger, because threads have ended.
fn cpu_time(directory: &str) -> Result<Duration, BoxError> {
    let mut threads = 0;
    for thread in fs::read_dir(format!("{directory}/task"))? {
        let statistics = fs::read_to_string(thread?.path().join("schedstat"))?;
        let running = statistics.split_whitespace().next().ok_or("no CPU time in /proc")?;
        threads += running.parse::<u64>()?;
    }
    let process = cpu::from_stat(&fs::read_to_string(format!("{directory}/stat"))?, cpu::OWN);
    Ok(Duration::from_nanos(threads).max(process))
}
