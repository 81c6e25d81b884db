//! The command that runs with the org, and the signals that end it.

use std::{io, process::ExitCode};

use tokio::process::{Child, Command};

use super::Result;

/// Runs a command to its end and returns its status. SIGTERM is passed on to the command; a terminal sends SIGINT to it as
/// well.
pub(super) async fn run(
    program: &str,
    arguments: &[String],
    variables: Vec<(&'static str, String)>,
    signals: &mut Signals,
) -> Result<ExitCode> {
    let mut child = match Command::new(program).args(arguments).envs(variables).kill_on_drop(true).spawn() {
        Ok(child) => child,
        Err(error) => {
            eprintln!("error: {program}: {error}");
            let missing = error.kind() == io::ErrorKind::NotFound;
            return Ok(ExitCode::from(if missing { 127 } else { 126 }));
        }
    };
    loop {
        tokio::select! {
            status = child.wait() => return Ok(code(status?)),
            signal = signals.next() => pass_on(&mut child, signal)?,
        }
    }
}

/// The status of the command as that of this program: as a shell does, 128 and the number for the end by a signal.
fn code(status: std::process::ExitStatus) -> ExitCode {
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    let signal: Option<i32> = None;
    let code = status.code().or(signal.map(|signal| 128 + signal));
    code.and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}

/// A signal that ends the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signal {
    /// SIGINT.
    Interrupt,
    /// SIGTERM.
    #[cfg(unix)]
    Terminate,
}

/// The signals that end the program.
#[derive(Debug)]
pub(super) struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    /// Installs the handlers.
    pub(super) fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    /// Waits for the next signal.
    pub(super) async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.interrupt.recv() => Signal::Interrupt,
            _ = self.terminate.recv() => Signal::Terminate,
        }
    }
}

#[cfg(not(unix))]
impl Signals {
    /// Installs the handlers.
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self {})
    }

    /// Waits for the next signal.
    pub(super) async fn next(&mut self) -> Signal {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        Signal::Interrupt
    }
}

#[cfg(unix)]
fn pass_on(child: &mut Child, signal: Signal) -> Result<()> {
    use rustix::{
        io::Errno,
        process::{self, Pid, kill_process},
    };
    let pid = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
    match (signal, pid) {
        (Signal::Terminate, Some(pid)) => match kill_process(pid, process::Signal::TERM) {
            // It has just ended.
            Err(Errno::SRCH) => Ok(()),
            result => Ok(result?),
        },
        _ => Ok(()),
    }
}

#[cfg(not(unix))]
fn pass_on(_: &mut Child, _: Signal) -> Result<()> {
    Ok(())
}
