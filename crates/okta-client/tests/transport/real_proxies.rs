//! Proxies that others wrote. Tests say so and end when the program is not installed.

use std::{net::SocketAddr, process::Stdio};

use okta_client::{
    config::{ProxyConfig, ProxyServer},
    transport::{HyperTransport, TlsOptions, TransportErrorKind},
};
use okta_testkit::Org;
use tokio::{
    net::{TcpListener, TcpStream},
    process::{Child, Command},
};

use crate::support::{get, open_url};

/// A proxy process; it ends with the test.
struct Running {
    address: SocketAddr,
    _process: Child,
}

/// Starts a program on a free port and waits until it listens; `None` when it is not installed.
async fn start(program: &str, arguments: impl Fn(SocketAddr) -> Vec<String>) -> Option<Running> {
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
            println!("skipped: {program} is not installed");
            return None;
        }
        Err(error) => panic!("{program}: {error}"),
    };
    let listening = async {
        while TcpStream::connect(address).await.is_err() {
            let ended = process.try_wait().unwrap();
            assert_eq!(ended, None, "{program} ended before it listened");
            tokio::task::yield_now().await;
        }
    };
    let limit = std::time::Duration::from_secs(30);
    tokio::time::timeout(limit, listening).await.unwrap_or_else(|_| panic!("{program} does not listen"));
    Some(Running { address, _process: process })
}

fn through(proxy: &str, tls: TlsOptions) -> HyperTransport {
    let proxy: ProxyServer = proxy.parse().unwrap();
    HyperTransport::builder().tls(tls).proxy(ProxyConfig::all(proxy)).build().unwrap()
}

async fn orgs() -> (Org, Org, TlsOptions) {
    let (plain, secure) = (Org::start().await.unwrap(), Org::builder().tls().start().await.unwrap());
    let tls = TlsOptions::new().only_added_roots().add_root_pem(secure.ca_pem());
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
        assert_eq!(get(&transport, &open_url(org)).await.unwrap().status(), 200);
    }
    assert!(plain.requests().only().header("via").is_some(), "the request came through the proxy");
    assert_eq!(plain.requests().only().header("proxy-authorization"), None);

    let stranger = through(&format!("http://build:wrong@{}", proxy.address), tls);
    let error = get(&stranger, &open_url(&secure)).await.unwrap_err();
    assert_eq!(TransportErrorKind::of(&*error), TransportErrorKind::Proxy);
    assert!(get(&stranger, &open_url(&plain)).await.unwrap().status().is_client_error());
}

#[tokio::test]
async fn microsocks_with_credentials() {
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
            assert_eq!(get(&transport, &open_url(org)).await.unwrap().status(), 200);
        }
    }
    let stranger = through(&format!("socks5h://build:wrong@{}", proxy.address), tls);
    let error = get(&stranger, &open_url(&secure)).await.unwrap_err();
    assert_eq!(TransportErrorKind::of(&*error), TransportErrorKind::Proxy);
}
