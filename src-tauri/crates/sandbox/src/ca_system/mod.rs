//! The two CA systems behind CRM.COM. Not here: the requests themselves ([`crate::requests`]).

/// The two CA systems: what each was sent and answered.
pub(crate) mod answer;
/// The words of faults that CA systems send.
pub(crate) mod fault_text;
/// PINs that are repeated in answers, where a test asks for it.
pub(crate) mod repeated_pin;
