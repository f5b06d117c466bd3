//! The window of the desk: a thin shell over `desk`.
