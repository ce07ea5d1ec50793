/** The page's own colours (`--page` in tokens.css), for what stands around it in a browser. */
export const themeColours = { light: '#f6f7f9', dark: '#0b1120' }
