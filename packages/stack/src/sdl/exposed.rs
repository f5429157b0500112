//! What a service is told, and who may connect to it.

use std::collections::{BTreeMap, BTreeSet};

use crate::read::{Field, Place};
use crate::sdl::carry::{Carrier, list, texts};
use crate::sdl::file::{ExposeSection, ServiceSection, ToSection};
use crate::{Connection, Source};

impl Carrier<'_> {
    /// Environment variables.
    pub(crate) fn env(&mut self, service: &ServiceSection) -> Option<Vec<(String, String)>> {
        let all = texts(&service.env)?;
        let mut env: BTreeMap<String, String> = BTreeMap::new();
        for (place, text) in list(&service.env).zip(&all) {
            let (name, value) = text.split_once('=').unwrap_or((text, ""));
            let is_variable = !name.is_empty()
                && !name.starts_with(|c: char| c.is_ascii_digit())
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if !is_variable {
                let what = "is not carried over: a variable's name is letters, digits and _, no digit first";
                self.drop(&place.path, what);
            } else if env.insert(name.to_owned(), value.to_owned()).is_some() {
                self.drop(&place.path, "takes the place of the same variable before it");
            }
        }
        Some(env.into_iter().collect())
    }

    /// Who may connect, by service. All that else stands there is told.
    pub(crate) fn connections(
        &mut self,
        service: &ServiceSection,
        services: &BTreeSet<&str>,
    ) -> Option<BTreeSet<Connection>> {
        self.drop_if(
            &service.credentials,
            "is not carried over: a manifest goes to every provider of the deployment, so no secret belongs in it",
        );
        self.drop_if(&service.dependencies, "is not carried over: all workloads start at once");
        self.drop_if(&service.params, "is not carried over: a workload has one disk, and no further settings");
        let mut connections = BTreeSet::new();
        for expose in list(&service.expose) {
            self.expose(expose, services, &mut connections);
        }
        service.expose.optional().map(|_| connections)
    }

    fn expose(
        &mut self,
        place: &Place<ExposeSection>,
        services: &BTreeSet<&str>,
        connections: &mut BTreeSet<Connection>,
    ) {
        let expose = &place.value;
        let Some(port) = expose.port.value().map(|port| port.0) else { return };
        if let Some(proto) = expose.proto.value().filter(|proto| !proto.0.eq_ignore_ascii_case("tcp")) {
            let what = match proto.0.to_ascii_lowercase().as_str() {
                "udp" => "is not carried over, nor is its port: connections are TCP".to_owned(),
                _ => "is not carried over, nor is its port: allowed is tcp".to_owned(),
            };
            self.drop_if(&expose.proto, &what);
            return;
        }
        if let Some(external) = expose.external.value().filter(|external| external.0 != port) {
            let what = format!("is not carried over: port {port} is reached as itself, not as {}", external.0);
            self.drop_if(&expose.external, &what);
        }
        self.drop_if(&expose.accept, "is not carried over: host names are agreed on with the provider");
        self.drop_if(&expose.http_options, "is not carried over: there is no proxy before a workload");
        let mut to = list(&expose.to).peekable();
        if to.peek().is_none() && !matches!(expose.to, Field::Broken) {
            self.drop(&place.path, "is not carried over: it names nobody who may connect");
        }
        for to in to {
            self.to(to, port, services, connections);
        }
    }

    fn to(
        &mut self,
        place: &Place<ToSection>,
        port: u16,
        services: &BTreeSet<&str>,
        connections: &mut BTreeSet<Connection>,
    ) {
        let to = &place.value;
        self.drop_if(&to.ip, "is not carried over: a provider decides at which addresses it serves");
        let is_global = to.global.value().is_some_and(|flag| flag.0);
        if is_global {
            connections.insert(Connection { port, from: Source::Global });
        }
        if let Some(service) = to.service.given() {
            if !services.contains(service.value.0.as_str()) {
                self.report.unknown_name(&service.path, &service.value.0, services);
            }
            let service = &service.value;
            connections.insert(Connection { port, from: Source::Workload(service.0.clone()) });
        } else if !is_global {
            self.drop(&place.path, "is not carried over: it names nobody who may connect");
        }
    }
}

/// The same connections with the workloads that came out of each service. A service that is deployed nowhere connects to nothing.
pub(crate) fn by_workload(
    connections: &BTreeSet<Connection>,
    out_of: &BTreeMap<&str, BTreeSet<String>>,
) -> BTreeSet<Connection> {
    let mut all = BTreeSet::new();
    for Connection { port, from } in connections {
        match from {
            Source::Workload(service) => {
                let workloads = out_of.get(service.as_str()).into_iter().flatten();
                all.extend(workloads.map(|name| Connection { port: *port, from: Source::Workload(name.clone()) }));
            }
            _ => {
                all.insert(Connection { port: *port, from: from.clone() });
            }
        }
    }
    all
}
