//! Third-party proxies. Tests are skipped with a message if the program is not installed.

use std::{io::Write, net::SocketAddr, process::Stdio};

use okta_client::{
    config::{ProxyConfig, ProxyServer},
    transport::{HyperTransport, TlsOptions, TransportErrorKind},
};
use okta_testkit::Org;
use tokio::{
    net::{TcpListener, TcpStream},
    process::{Child, Command},
};

use crate::support::{get, public_url, trusting};

/// A proxy process, killed at the end of the test.
struct ProxyProcess {
    address: SocketAddr,
    _process: Child,
}

/// Starts a program on a free port and waits until it listens; `None` if it is not installed.
async fn start(program: &str, arguments: impl Fn(SocketAddr) -> Vec<String>) -> Option<ProxyProcess> {
    let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let process = Command::new(program)
        .args(arguments(address))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn();
    let mut process = match process {
        Ok(process) => process,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            // Not `eprintln!`, whose output is captured in passing tests.
            writeln!(std::io::stderr(), "SKIPPED: {program} is not installed").unwrap();
            return None;
        }
        Err(error) => panic!("{program}: {error}"),
    };
    let listening = async {
        while TcpStream::connect(address).await.is_err() {
            let ended = process.try_wait().unwrap();
            assert_eq!(ended, None, "{program} exited before it listened");
            tokio::task::yield_now().await;
        }
    };
    let limit = std::time::Duration::from_secs(30);
    tokio::time::timeout(limit, listening).await.unwrap_or_else(|_| panic!("{program} does not listen"));
    Some(ProxyProcess { address, _process: process })
}

fn through(proxy: &str, tls: TlsOptions) -> HyperTransport {
    let proxy: ProxyServer = proxy.parse().unwrap();
    HyperTransport::builder().tls(tls).proxy(ProxyConfig::all(proxy)).build().unwrap()
}

async fn orgs() -> (Org, Org, TlsOptions) {
    let (plain, secure) = (Org::start().await.unwrap(), Org::builder().tls().start().await.unwrap());
    let tls = trusting(&secure);
    (plain, secure, tls)
}

#[tokio::test]
async fn tinyproxy_forwards_and_tunnels_with_credentials() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let Some(proxy) = start("tinyproxy", |address| {
        let config = format!(
            "Port {}\nListen 127.0.0.1\nTimeout 60\nMaxClients 20\nBasicAuth build pass-w0rd\n",
            address.port()
        );
        std::fs::write(&file, config).unwrap();
        vec!["-d".to_owned(), "-c".to_owned(), file.path().display().to_string()]
    })
    .await
    else {
        return;
    };
    let (plain, secure, tls) = orgs().await;
    let transport = through(&format!("http://build:pass%2Dw0rd@{}", proxy.address), tls.clone());
    for org in [&plain, &secure] {
        assert_eq!(get(&transport, &public_url(org)).await.unwrap().status(), 200);
    }
    assert!(plain.requests().only().header("via").is_some(), "the request was forwarded by the proxy");
    assert_eq!(plain.requests().only().header("proxy-authorization"), None);

    let unauthorized = through(&format!("http://build:wrong@{}", proxy.address), tls);
    let error = get(&unauthorized, &public_url(&secure)).await.unwrap_err();
    assert_eq!(TransportErrorKind::from_error(&*error), TransportErrorKind::Proxy);
    assert!(get(&unauthorized, &public_url(&plain)).await.unwrap().status().is_client_error());
}

#[tokio::test]
async fn microsocks_connects_with_credentials() {
    let Some(proxy) = start("microsocks", |address| {
        let port = address.port().to_string();
        ["-i", "127.0.0.1", "-p", &port, "-u", "build", "-P", "p@ss"].map(str::to_owned).to_vec()
    })
    .await
    else {
        return;
    };
    let (plain, secure, tls) = orgs().await;
    for scheme in ["socks5", "socks5h"] {
        let transport = through(&format!("{scheme}://build:p%40ss@{}", proxy.address), tls.clone());
        for org in [&plain, &secure] {
            assert_eq!(get(&transport, &public_url(org)).await.unwrap().status(), 200);
        }
    }
    let unauthorized = through(&format!("socks5h://build:wrong@{}", proxy.address), tls);
    let error = get(&unauthorized, &public_url(&secure)).await.unwrap_err();
    assert_eq!(TransportErrorKind::from_error(&*error), TransportErrorKind::Proxy);
}
