//! From a deployment as it is to what its stack says.

use std::collections::BTreeMap;

use berth_api::deployment::{DeploymentResponse, ExecuteMsg};
use berth_domain::{DeploymentInfrastructure, Invalid, WaitDuration};

use crate::Stack;

fn shown(wait: WaitDuration) -> String {
    match wait {
        WaitDuration::Blocks(blocks) => format!("{blocks} blocks"),
        WaitDuration::Seconds(seconds) => format!("{seconds} seconds"),
    }
}

impl Stack {
    /// The UpdateDeployment that makes `deployment`, as it was queried, what this stack says; nothing if it is so already.
    ///
    /// It names what differs and what is gone, and the version if the manifest is another. New infrastructures are in the order
    /// of the file, and so are their slots. What it opens must be paid for: that is for the exchange to check.
    ///
    /// Errors name the field: what no update can change, which is the coin and the wait, and a deployment that is over.
    pub fn update(&self, deployment: &DeploymentResponse) -> Result<Option<ExecuteMsg>, Invalid> {
        self.check_same(deployment)?;
        let rows = deployment.infrastructure.iter().map(|row| (row.infrastructure.name.as_str(), &row.infrastructure));
        let mut gone: BTreeMap<&str, &DeploymentInfrastructure> = rows.collect();
        let mut set = vec![];
        for wanted in &self.infrastructure {
            if gone.remove(wanted.name.as_str()) != Some(wanted) {
                set.push(wanted.clone());
            }
        }
        let remove: Vec<String> = gone.into_keys().map(str::to_owned).collect();
        let version = Some(self.version()).filter(|version| *version != deployment.version);
        if version.is_none() && set.is_empty() && remove.is_empty() {
            return Ok(None);
        }
        Ok(Some(ExecuteMsg::UpdateDeployment { deployment: deployment.deployment, version, set, remove }))
    }

    /// The deployment lives, and is of the same coin and wait.
    fn check_same(&self, deployment: &DeploymentResponse) -> Result<(), Invalid> {
        let id = deployment.deployment;
        if deployment.closed {
            return Err(Invalid::new("deployment", id, "one that is not cancelled"));
        }
        if self.denom.name != deployment.denom {
            let allowed = format!("{}, which deployment {id} is paid in", deployment.denom);
            return Err(Invalid::new("denom.name", &self.denom.name, allowed));
        }
        if self.wait != deployment.wait_duration {
            let allowed = format!("{}, which deployment {id} was submitted with", shown(deployment.wait_duration));
            return Err(Invalid::new("wait", shown(self.wait), allowed));
        }
        Ok(())
    }
}
