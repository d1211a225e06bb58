"""Who may come in: accounts, passwords, second factors, sign-ins. `README.md` says how."""
