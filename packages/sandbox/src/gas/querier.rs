//! A querier that charges for what a contract asks of others.

use cosmwasm_std::{
    BalanceResponse, BankQuery, ContractResult, Empty, Querier, QuerierResult, QuerierWrapper, QueryRequest,
    SystemResult, Uint256, WasmQuery, from_json,
};

use super::bank::balance_read;
use super::costs::{self, PREFIX};
use super::meter::GasMeter;

/// Passes queries on. A smart query is charged by the contract that answers it, so only the others are charged here.
pub(super) struct ChargingQuerier<'a> {
    inner: QuerierWrapper<'a, Empty>,
    meter: GasMeter,
}

impl<'a> ChargingQuerier<'a> {
    pub(super) fn new(inner: QuerierWrapper<'a, Empty>, meter: &GasMeter) -> Self {
        Self { inner, meter: meter.clone() }
    }
}

impl Querier for ChargingQuerier<'_> {
    fn raw_query(&self, request: &[u8]) -> QuerierResult {
        let result = self.inner.raw_query(request);
        let answer: &[u8] = match &result {
            SystemResult::Ok(ContractResult::Ok(value)) => value,
            _ => &[],
        };
        let gas = match from_json::<QueryRequest<Empty>>(request) {
            Ok(QueryRequest::Wasm(WasmQuery::Raw { key, .. })) => costs::read(PREFIX + key.len(), answer.len()),
            Ok(QueryRequest::Bank(BankQuery::Balance { address, denom })) => {
                let balance = from_json::<BalanceResponse>(answer).map_or(Uint256::zero(), |found| found.amount.amount);
                balance_read(&address, &denom, balance)
            }
            _ => 0,
        };
        self.meter.add(|total| total.queries += gas);
        result
    }
}
