/**
 * The objects that a draft has copied and may write to. A batch with one delta copies three; those stand in fields, because making a Set costs
 * as much as the rest of the fold of a delta.
 */
export class Owned {
  #first: object | null = null
  #second: object | null = null
  #third: object | null = null
  #more: Set<object> | null = null

  has(object: object): boolean {
    if (object === this.#first || object === this.#second || object === this.#third) return true
    return this.#more?.has(object) ?? false
  }

  add(object: object): void {
    if (this.#first === null) this.#first = object
    else if (this.#second === null) this.#second = object
    else if (this.#third === null) this.#third = object
    else {
      this.#more ??= new Set()
      this.#more.add(object)
    }
  }
}
