//! Which messages emit which event.

/// What only deployment sends to market, and market or deployment to escrow.
pub const INTERNAL: [&str; 5] = ["OpenOrders", "UpdateOrders", "CloseDeployment", "OpenAccount", "Settle"];

/// A lease ends: it is booked, or somebody wants it over.
macro_rules! at_an_end {
    ($($more:literal)?) => {
        concat!(
            "a lease ends: InvalidateStaleLeases, SubmitStaleLease, CloseUnfundedLeases, Facilitate and the scheduler book it; ",
            "LeaveLease, CloseLease, UpdateDeployment, ResumeDeployment and CancelDeployment book it or end it"
            $(, $more)?
        )
    };
}

/// By type, in the order of the catalogue.
pub const WHEN: &[(&str, &str)] = &[
    ("exchange_made", "when the provider registry is made"),
    ("provider_registered", "RegisterProvider"),
    ("provider_updated", "UpdateProvider"),
    ("provider_activated", "ActivateProvider"),
    ("provider_deactivated", "DeactivateProvider"),
    ("provider_deregistered", "DeregisterProvider"),
    ("certificate_published", "PublishCertificate"),
    ("certificate_rotated", "RotateCertificate"),
    ("certificate_revoked", "RevokeCertificate; DeregisterProvider of a provider with a certificate"),
    ("provider_attested", "Attest"),
    ("attestation_revoked", "RevokeAttestation"),
    ("admin_proposed", "ProposeAdmin"),
    ("admin_proposal_cancelled", "CancelAdminProposal"),
    ("admin_accepted", "AcceptAdmin"),
    ("guardian_set", "SetGuardian"),
    ("exchange_paused", "Pause"),
    ("exchange_unpaused", "Unpause"),
    ("deployment_submitted", "SubmitDeployment"),
    ("deployment_updated", "UpdateDeployment"),
    ("deployment_resumed", "ResumeDeployment"),
    (
        "infrastructure_set",
        "SubmitDeployment; UpdateDeployment, for each that is new or differs, be it in `persist` alone",
    ),
    ("infrastructure_removed", "UpdateDeployment, for each that is removed"),
    ("deployment_parameters_set", "SetParameters of deployment, and when it is made"),
    ("deployment_cancelled", "CancelDeployment"),
    (
        "order_opened",
        "SubmitDeployment, for each infrastructure; UpdateDeployment and ResumeDeployment, for what opens; CloseLease with \
         `reorder`; the end of a lease that persists, by LeaveLease or booked by InvalidateStaleLeases, SubmitStaleLease, \
         CloseUnfundedLeases (a stale one), Facilitate, CloseLease or the scheduler",
    ),
    (
        "order_closed",
        "MatchOpenOrders, SubmitLease, Facilitate and the scheduler (`no_funds`); UpdateDeployment (`removed`, `replaced`); \
         CancelDeployment (`cancelled`)",
    ),
    ("fulfillment_submitted", "SubmitFulfillment, for each bid that stands"),
    (
        "fulfillment_released",
        "CancelFulfillment, for each; SubmitFulfillment, MatchOpenOrders, ReleaseFulfillments, Facilitate and the scheduler, for each \
         dead bid that they free. A bid that wins is not released: its collateral becomes the lease's",
    ),
    ("lease_started", "MatchOpenOrders, SubmitLease, Facilitate, the scheduler"),
    ("lease_confirmed", "SubmitLeaseConfirmation, for each lease in time"),
    (
        "lease_paid",
        "SubmitLeaseConfirmation with `collect` and CollectEarnings, for each lease with something to pay. The last payment is \
         in `lease_ended`",
    ),
    ("lease_ended", at_an_end!()),
    ("notice_given", "GiveNotice"),
    ("record_changed", at_an_end!(". Once for each provider whose record differs after the message")),
    ("terms_set", "SetTerms, and for each denom when market is made"),
    ("terms_removed", "RemoveTerms"),
    ("market_parameters_set", "SetParameters of market, and when it is made"),
    ("facilitate_failed", "the scheduler's call, if the work failed and was undone"),
    ("account_opened", "SubmitDeployment"),
    ("account_deposited", "Deposit to a deployment"),
    ("account_closed", "CancelDeployment"),
    (
        "account_held",
        "the holds of an account differ after a message: an order opens (SubmitDeployment, UpdateDeployment, ResumeDeployment, CloseLease, \
         LeaveLease), is matched or closed (MatchOpenOrders, SubmitLease, Facilitate, UpdateDeployment), or a lease ends \
         (InvalidateStaleLeases, SubmitStaleLease, CloseUnfundedLeases and all the others that end one). Not with `account_closed`, which \
         leaves none",
    ),
    (
        "account_ran_dry",
        "the first message that touches the account in escrow after that second: MatchOpenOrders, SubmitLease, Facilitate and the \
         scheduler, SubmitLeaseConfirmation with `collect`, CollectEarnings, InvalidateStaleLeases, SubmitStaleLease, \
         CloseUnfundedLeases, LeaveLease, CloseLease, UpdateDeployment, ResumeDeployment, Deposit to it, WithdrawDeposit. Not with \
         `account_closed`",
    ),
    ("account_resumed", "ResumeDeployment of a dry account"),
    (
        "credited",
        "`earning` and `fee`: a lease is paid (SubmitLeaseConfirmation with `collect`, CollectEarnings) or ends; `tip`: MatchOpenOrders, SubmitLease, \
         InvalidateStaleLeases, SubmitStaleLease, CloseUnfundedLeases, Facilitate, and whatever books a lease first (LeaveLease, CloseLease, \
         UpdateDeployment, ResumeDeployment, CancelDeployment); `refund`: CancelDeployment; `deposit`: Deposit to one's own balance; \
         `deposit_withdrawn`: WithdrawDeposit; `unbonded`: Stake, Unstake, Withdraw of the staking denom, a slash; `slash`: a broken lease",
    ),
    (
        "forfeited",
        "a broken lease is booked or made (InvalidateStaleLeases, SubmitStaleLease, CloseUnfundedLeases, Facilitate, the scheduler, LeaveLease, CloseLease, \
         UpdateDeployment, ResumeDeployment, CancelDeployment); LeaveLease after a notice, for the match of a successor",
    ),
    (
        "withdrawn",
        "Withdraw; WithdrawDeposit, CancelDeployment, CollectEarnings and SubmitLeaseConfirmation with `payout`, for each denom that they credit \
         to their sender",
    ),
    ("staked", "Stake"),
    ("unbonding_started", "Unstake"),
    ("slashed", "a broken lease is booked or made, its terms say a slash, and stake and cap leave something"),
    ("escrow_parameters_set", "SetParameters of escrow; when escrow is made"),
];

/// The messages that emit an event of this type.
pub fn when(ty: &str) -> &'static str {
    WHEN.iter().find(|(listed, _)| *listed == ty).map_or_else(|| panic!("{ty} has no occasion"), |(_, when)| when)
}
