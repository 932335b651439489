"""`python -m connector`, the same as `pointsman`."""

from connector.cli import main

if __name__ == "__main__":
    main()
