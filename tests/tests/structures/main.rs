//! Networks of every structure of the language, each proven by `nn_tests::structure`.

mod fan_out;
