"""`python -m service` is `onrecord`."""

from service.cli import main

if __name__ == "__main__":
    main()
