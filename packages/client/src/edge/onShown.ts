/** Tells when somebody looks at the page again; returns the unsubscribe. */
export function onShown(listener: () => void): () => void {
  if (typeof document === 'undefined') return () => undefined
  const look = (): void => {
    if (document.visibilityState === 'visible') listener()
  }
  document.addEventListener('visibilitychange', look)
  addEventListener('focus', look)
  return () => {
    document.removeEventListener('visibilitychange', look)
    removeEventListener('focus', look)
  }
}
