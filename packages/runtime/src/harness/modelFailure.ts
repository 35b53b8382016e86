import type { Failure } from '@sluice/protocol'

/**
 * Says why a model call failed, for a person, by the status of the provider's answer and its own words. They stand at the end and whole, because
 * what is too long is cut only after secrets were replaced. [E6]
 */
export function modelFailure(reason: string, status: number | null): Failure {
  const what = reason === '' ? 'It gave no reason.' : `It says: ${reason}`
  if (status === 401 || status === 403)
    return {
      code: 'model-refused',
      message: `The model provider refused the request, so there is no answer. Check the provider’s key. ${what}`,
    }
  if (status === 429)
    return {
      code: 'model-busy',
      message: `The model provider limits how much may be asked, so there is no answer. Send the message again later. ${what}`,
    }
  return {
    code: 'model-failed',
    message: `The model provider failed, so there is no complete answer. Send the message again. ${what}`,
  }
}

/** How long a provider asks to wait, in ms; null when it does not say. A date is read against the date of the answer itself. */
export function retryAfterMs(headers: Headers): number | null {
  const milliseconds = Number.parseFloat(headers.get('retry-after-ms') ?? '')
  if (milliseconds >= 0) return milliseconds
  const text = headers.get('retry-after')?.trim() ?? ''
  if (/^[0-9.]+$/.test(text)) return Number.parseFloat(text) * 1000
  const wait = Date.parse(text) - Date.parse(headers.get('date') ?? '')
  return Number.isNaN(wait) ? null : Math.max(0, wait)
}
