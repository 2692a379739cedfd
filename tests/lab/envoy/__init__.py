"""The real Envoy: requests that fail, connections that fail, starts that fail."""
