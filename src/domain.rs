//! The vocabulary of budget disclosures: money, percentages, years, classifications, provenance.
//!
//! Nothing here reads a file, knows a data frame or uses a floating-point number.

pub mod amount;
pub mod codebook;
pub mod department;
pub mod economic_code;
pub mod fiscal_year;
pub mod flow;
pub mod form;
pub mod function_code;
pub mod fund;
pub mod identifier;
pub mod label;
pub mod level;
pub mod money;
pub mod nature;
pub mod percent;
pub mod phase;
pub mod provenance;
pub mod similarity;
pub mod three_public;

pub use amount::{Amount, AmountError, Interval};
pub use department::{Body, BodyKind};
pub use economic_code::EconomicCode;
pub use fiscal_year::FiscalYear;
pub use flow::Flow;
pub use form::Form;
pub use function_code::FunctionCode;
pub use fund::FundSource;
pub use level::RowLevel;
pub use money::{Money, MoneyUnit};
pub use nature::Nature;
pub use percent::Percent;
pub use phase::Phase;
pub use provenance::{DocumentId, Locator, Provenance};
pub use three_public::ThreePublicItem;

/// Declares an enumeration whose members carry a fixed English identifier (used in the panel, JSON and CSV)
/// and the Chinese name used in all other output.
macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $id:literal, $zh:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_meta])* $variant,)+ }

        impl $name {
            /// Every member, in the order of declaration.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];

            /// The identifier that stands in the panel and in JSON and CSV output.
            pub const fn id(self) -> &'static str {
                match self { $($name::$variant => $id,)+ }
            }

            /// The Chinese name.
            pub const fn name_zh(self) -> &'static str {
                match self { $($name::$variant => $zh,)+ }
            }

            /// The member with this identifier.
            pub fn from_id(id: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|member| member.id() == id)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.id())
            }
        }
    };
}
pub(crate) use vocabulary;
