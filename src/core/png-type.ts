/** What images are sent as. It tells them from pages and other documents: they have no brotli bytes, which would be larger. */
export const pngType = 'image/png'
