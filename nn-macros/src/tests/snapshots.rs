use super::*;
#[test]
fn look() {
    println!("{}", prettyplease::unparse(&expanded("/// A digit.\npub Net(x: [4]) -> [WIDTH] { x -> dense<8> -> relu -> dense<WIDTH> }")));
}
