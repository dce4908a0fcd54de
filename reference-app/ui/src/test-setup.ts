import { afterEach, beforeEach } from 'vitest'

// The form checker of Element Plus repeats every message on the console otherwise.
Object.assign(globalThis, { ASYNC_VALIDATOR_NO_WARNING: 1 })

beforeEach(() => {
  window.localStorage.clear()
  window.sessionStorage.clear()
})

afterEach(() => {
  document.body.innerHTML = ''
})
