"""Values in, Streamlit calls out."""
