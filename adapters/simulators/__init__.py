"""The CRMs' doubles: one imagined company in two dialects, over real HTTPS, for tests and the demo."""
