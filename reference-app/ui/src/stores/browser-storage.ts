/** Reads a key, or nothing where the browser denies storage. */
export function readItem(storage: () => Storage, key: string): string | null {
  try {
    return storage().getItem(key)
  } catch {
    return null
  }
}

/** Writes a key, or removes it for `null`; a browser that denies storage only forgets. */
export function writeItem(storage: () => Storage, key: string, value: string | null): void {
  try {
    if (value === null) storage().removeItem(key)
    else storage().setItem(key, value)
  } catch {
    // Private windows and full disks: the session then lasts as long as the page.
  }
}

export const local = () => window.localStorage
export const session = () => window.sessionStorage
