"""What goes onto the machine of a community center: written, recorded, and taken away again.

`python -m kiosk.deploy plan|install|remove`. Everything that is written is data: `files.toml` says
what goes where and when, `templates/` holds it. README.md beside this file is the operator's page.
"""
