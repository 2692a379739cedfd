"""The real curl and `openssl s_client` before every kind of wrong certificate."""
