//! One `#[test]` for each installation and face.

/// Makes tests of functions `async fn(TestApp)`: `embedded::name` and `services::name`. One behind `with` gets an app
/// with those settings: an array, or the name of a constant.
///
/// ```ignore
/// each_profile! {
///     a_post_can_be_published,
///     with [("PRESSWORK__HTTP__FLOOD_BURST", "5")] => a_flood_is_stopped,
/// }
/// ```
#[macro_export]
macro_rules! each_profile {
    ($($tests:tt)+) => {
        mod embedded { $crate::tests_of!(Embedded, Rest, $($tests)+); }
        mod services { $crate::tests_of!(Services, Rest, $($tests)+); }
    };
}

/// The same for each face too: `embedded_rest::name`, `embedded_graphql::name`, and so on. [`crate::Actor::call`] goes
/// through that face.
#[macro_export]
macro_rules! each_face {
    ($($tests:tt)+) => {
        mod embedded_rest { $crate::tests_of!(Embedded, Rest, $($tests)+); }
        mod embedded_graphql { $crate::tests_of!(Embedded, Graphql, $($tests)+); }
        mod services_rest { $crate::tests_of!(Services, Rest, $($tests)+); }
        mod services_graphql { $crate::tests_of!(Services, Graphql, $($tests)+); }
    };
}

/// The tests of one installation and face.
#[doc(hidden)]
#[macro_export]
macro_rules! tests_of {
    ($profile:ident, $face:ident $(,)?) => {};
    ($profile:ident, $face:ident, with $settings:ident => $name:ident $(, $($rest:tt)*)?) => {
        $crate::tests_of!($profile, $face, with super::$settings => $name $(, $($rest)*)?);
    };
    ($profile:ident, $face:ident, with $settings:expr => $name:ident $(, $($rest:tt)*)?) => {
        #[test]
        fn $name() {
            $crate::run($crate::Profile::$profile, $crate::Face::$face, &$settings, super::$name);
        }
        $crate::tests_of!($profile, $face $(, $($rest)*)?);
    };
    ($profile:ident, $face:ident, $name:ident $(, $($rest:tt)*)?) => {
        $crate::tests_of!($profile, $face, with [] => $name $(, $($rest)*)?);
    };
}
