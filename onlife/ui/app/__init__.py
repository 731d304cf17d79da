"""The script around every page: menu, session, login."""
