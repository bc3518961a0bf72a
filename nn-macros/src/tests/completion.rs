//! What an editor gets to see while a definition is being typed.

use quote::ToTokens;

use super::expanded;
use crate::layers::REGISTRY;

/// The names that an editor completes and explains.
fn words(source: &str) -> Vec<String> {
    let text = expanded(source).into_token_stream().to_string();
    let uses = text.split("use :: nn_runtime :: layers :: ").skip(1);
    uses.map(|rest| rest.split(' ').next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn every_name_of_a_layer_leads_to_its_documentation() {
    let runtime = include_str!("../../../nn-runtime/src/layers/mod.rs");
    for name in REGISTRY.iter().map(|layer| layer.name()).chain(["repeat", "residual"]) {
        assert!(
            runtime.contains(&format!("pub mod {name};")) || runtime.contains(&format!("pub mod {name} {{}}")),
            "{name}"
        );
    }
}

#[test]
fn names_of_stages_are_handed_to_editors() {
    let source = "Net(x: [4]) -> [4] {
        layer own = dense<4> -> relu;
        let y = x -> own -> residual { name: dense<4> } -> repeat<2> { tanh };
        concat(x, y) -> dense<4> + y
    }";
    assert_eq!(words(source), ["dense", "relu", "residual", "dense", "repeat", "tanh", "concat", "dense"]);
}

#[test]
fn a_half_typed_network_keeps_its_struct_and_its_names() {
    for body in ["x -> dense<8> -> re", "x -> dense<8", "let a = x -> dense<8> -> den; a ->", "x -> dense<8> -> re -> "]
    {
        let source = format!("/// Reads digits.\npub Net(x: [4]) -> [2] {{ {body} }}");
        let text = prettyplease::unparse(&expanded(&source));
        assert!(text.contains("/// Reads digits.") && text.contains("pub struct Net<T = f32>"), "{body}");
        assert!(words(&source).contains(&"dense".to_owned()), "{body}");
        let (names, error) = (text.find("::nn_runtime::layers::dense as _"), text.find("compile_error!"));
        assert!(names.is_some() && names < error, "{body}");
    }
    let typed = words("Net(x: [4]) -> [2] { x -> de }");
    assert_eq!(typed, ["de"]);
}

#[test]
fn keywords_in_the_place_of_stages_are_not() {
    for keyword in ["crate", "self", "super"] {
        assert_eq!(words(&format!("Net(x: [4]) -> [2] {{ x -> {keyword}::<4> -> tanh }}")), ["tanh"]);
    }
}
