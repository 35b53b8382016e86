import type { Json, JsonObject } from '@sluice/protocol'

/** A choice of a field. */
export interface Option {
  readonly value: Json
  readonly label: string
}

/** What stands in a form for a schema; `json` for what no form of ours fits. */
export type FieldKind =
  | {
      readonly kind: 'text'
      readonly long: boolean
      readonly type: 'text' | 'email' | 'url' | 'date' | 'time'
    }
  | { readonly kind: 'number'; readonly whole: boolean }
  | { readonly kind: 'yes-no' }
  | { readonly kind: 'one-of'; readonly options: readonly Option[] }
  | { readonly kind: 'some-of'; readonly options: readonly Option[] }
  | { readonly kind: 'fixed'; readonly value: Json }
  | { readonly kind: 'group'; readonly entries: readonly GroupEntry[] }
  | { readonly kind: 'list'; readonly item: JsonObject }
  | { readonly kind: 'json' }

/** A named value in a group. */
export interface GroupEntry {
  readonly name: string
  readonly schema: JsonObject
  readonly required: boolean
}

/** A schema as a form reads it: references followed, and an alternative of nothing taken as being optional. */
export interface Field {
  readonly schema: JsonObject
  readonly field: FieldKind
  readonly title: string | null
  readonly description: string | null
}
