fn main() {
    println!("struck");
}
