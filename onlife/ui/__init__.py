"""The only place in the package that knows Streamlit: who is here, which pages there are, pieces that pages share."""
