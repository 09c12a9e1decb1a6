//! Azure Blob Storage, with Azurite.

use std::process::Command;

use object_store::azure::{AzureAccessKey, AzureAuthorizer, AzureCredential};
use object_store::client::{HttpRequest, HttpRequestBody};

use crate::checks::{self, Server};
use crate::farm::Farm;
use crate::http::ask;
use crate::installed::{Installed, free_port, program};
use crate::proxy::Proxy;

const ACCOUNT: &str = "meadow";
const KEY: &str = "aHVzaGh1c2hodXNoaHVzaGh1c2hodXNoaHVzaGh1c2g=";

/// A server with the container `code`, behind a proxy.
struct Azure {
    server: Installed,
    proxy: Proxy,
}

impl Azure {
    fn start() -> Option<Self> {
        let port = free_port();
        let mut command = Command::new("node");
        command.arg(program("azurite/node_modules/azurite/dist/src/blob/main.js")?);
        command.args(["--blobHost", "127.0.0.1", "--inMemoryPersistence", "--disableTelemetry"]);
        command.args(["--blobPort", &port.to_string()]).env("AZURITE_ACCOUNTS", format!("{ACCOUNT}:{KEY}"));
        let server = Installed::start(&mut command, port);
        let azure = Self { proxy: Proxy::before(server.port), server };
        assert_eq!(azure.ask("PUT", "code?restype=container").0, 201);
        Some(azure)
    }

    /// What the server answers to a signed request.
    fn ask(&self, method: &str, target: &str) -> (u16, Vec<u8>) {
        let target = format!("/{ACCOUNT}/{target}");
        let mut request = HttpRequest::new(HttpRequestBody::empty());
        *request.method_mut() = method.parse().unwrap();
        *request.uri_mut() = format!("http://127.0.0.1:{}{target}", self.server.port).parse().unwrap();
        let credential = AzureCredential::AccessKey(AzureAccessKey::try_new(KEY).unwrap());
        AzureAuthorizer::new(&credential, ACCOUNT).try_authorize(&mut request).unwrap();
        let headers = request.headers().iter();
        let headers = headers.map(|(name, value)| format!("{name}: {}\r\n", value.to_str().unwrap()));
        ask(self.server.port, method, &target, &headers.collect::<String>(), b"")
    }

    fn connection(&self, key: &str) -> String {
        let port = self.proxy.port;
        format!(
            "DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={key};BlobEndpoint=http://127.0.0.1:{port}/{ACCOUNT}"
        )
    }
}

impl Server for Azure {
    fn proxy(&self) -> &Proxy {
        &self.proxy
    }

    fn farm(&self, bytes: usize) -> Farm {
        Farm::new(bytes).with("AZURE_STORAGE_CONNECTION_STRING", &self.connection(KEY))
    }

    fn location(&self, path: &str) -> String {
        format!("abfs://code/{path}")
    }

    fn object(&self, path: &str) -> Option<Vec<u8>> {
        let (status, body) = self.ask("GET", &format!("code/{path}"));
        (status == 200).then_some(body)
    }
}

#[test]
fn every_check() {
    let Some(server) = Azure::start() else { return };
    checks::all(&server);
}

#[test]
fn wrong_credentials_and_containers() {
    let Some(server) = Azure::start() else { return };
    let mut farm = server.farm(1000);
    farm.run("az://nowhere/x").ends_with(3).says("ContainerNotFound");
    farm.set("AZURE_STORAGE_CONNECTION_STRING", &server.connection("d3Jvbmc="));
    farm.run("az://code/x")
        .ends_with(3)
        .says("403")
        .says("the key of the account meadow of the variable AZURE_STORAGE_CONNECTION_STRING")
        .keeps("d3Jvbmc=");
    checks::nothing(&server, &farm, "x");
    farm.set("AZURE_STORAGE_CONNECTION_STRING", "");
    farm.run("az://code/x").ends_with(2).says("no storage account is named");
}
