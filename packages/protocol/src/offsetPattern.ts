/** How an offset is written; apart from its schema, so that a page can afford to look. */
export const offsetPattern = /^\d{16}_[a-z0-9]{8}$/
