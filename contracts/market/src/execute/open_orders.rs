//! OpenOrders: deployment has checked everything, and paid escrow.

use berth_api::market::NewOrder;
use berth_domain::{OpenOrder, OrderId, Quotation, TermsNumber};
use cosmwasm_std::Response;

use crate::ContractError;
use crate::ending::open_order;
use crate::session::Session;

const FIRST_ROUND: u32 = 1;

/// Opens the first round of each slot.
pub fn open_orders(
    mut session: Session,
    deployment: u64,
    terms: TermsNumber,
    orders: Vec<NewOrder>,
) -> Result<Response, ContractError> {
    for new in orders {
        let quote = Quotation { max_rate: new.max_rate, collateral: new.collateral };
        let id = OrderId::new(deployment, new.slot, FIRST_ROUND);
        open_order(&mut session, id, &OpenOrder::open(quote, None, terms, new.notice))?;
    }
    session.finish(false)
}
