// Tells the browser and screen readers which language the page speaks: Streamlit's own page always says English.
// A language that was chosen is kept for the next tab in a cookie, so that the server knows it before the first word.
const YEAR_S = 31_536_000;

export default function ({ data }) {
  document.documentElement.lang = data.lang;
  if (data.keep) document.cookie = `${data.cookie}=${data.keep}; path=/; max-age=${YEAR_S}; SameSite=Strict`;
}
