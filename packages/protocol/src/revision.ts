/** Grows by one whenever an event type or field is added. [W6] */
export const EVENT_REVISION = 6

/** Grows by one whenever the view gains a field or folds an event otherwise than before; stored views of another revision are dropped. [W6] */
export const VIEW_REVISION = 5

/** The WebSocket subprotocol. */
export const SUBPROTOCOL = 'sluice.1'
