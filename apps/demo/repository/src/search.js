/** The items whose name contains a text, in any case. */
export function search(items, text) {
  const wanted = text.trim().toLowerCase()
  return wanted === '' ? items : items.filter(item => item.name.toLowerCase().includes(wanted))
}
