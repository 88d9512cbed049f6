"""Values in, plotly figures out; no Streamlit."""
