//! Whether a path names a network, asked in one place so that it is answered in one message.
//!
//! Of a network from elsewhere generated code says `Checked<my::Body<T>, { IS_NETWORK }>`, which is that network, where `IS_NETWORK`
//! is a const that asks for its name. Of a type that is none the const does not compile, with the message of
//! [`Network`](crate::Network); and a type with a const that does not compile in it gives rustc no reason for another message.

/// The type `N`.
pub type Checked<N, const OK: bool> = <N as IsChecked<OK>>::Network;

/// Every type is itself.
pub trait IsChecked<const OK: bool> {
    /// Itself.
    type Network;
}

impl<N, const OK: bool> IsChecked<OK> for N {
    type Network = N;
}

/// Whatever has a name as a network is one.
pub const fn is_network(_name: &str) -> bool {
    true
}
