resource "sakura_server" "app" {
  name = "app"
}
