import { computed, onScopeDispose, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'

export interface Polling<T> {
  data: ShallowRef<T | undefined>
  /** Why the last attempt failed; cleared by the next success. The data of the last success stay. */
  error: ShallowRef<unknown>
  /** When the data came, in milliseconds since the epoch. */
  updatedAt: Ref<number | undefined>
  /** True until the first answer or failure. */
  loading: ComputedRef<boolean>
  stale: ComputedRef<boolean>
  /** Asks now; an answer still under way is dropped, because it may be older than what was just done. */
  refresh(): Promise<void>
}

/**
 * Asks again and again while the page is visible. A new question starts only after the last one was answered, so a
 * slow server is never asked twice at once. Ends with the surrounding component.
 */
export function usePolling<T>(
  load: (signal: AbortSignal, previous: T | undefined) => Promise<T>,
  intervalMs = 2_000,
): Polling<T> {
  const data = shallowRef<T>()
  const error = shallowRef<unknown>()
  const updatedAt = ref<number>()
  let current: AbortController | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let stopped = false

  async function run(): Promise<void> {
    clearTimeout(timer)
    current?.abort()
    const mine = new AbortController()
    current = mine
    try {
      const answer = await load(mine.signal, data.value)
      if (current !== mine) return
      data.value = answer
      error.value = undefined
      updatedAt.value = Date.now()
    } catch (cause) {
      if (current !== mine) return
      error.value = cause
    }
    current = undefined
    plan()
  }

  function plan(): void {
    clearTimeout(timer)
    if (!stopped && !document.hidden) timer = setTimeout(() => void run(), intervalMs)
  }

  function onVisibility(): void {
    if (document.hidden) clearTimeout(timer)
    else if (current === undefined) void run()
  }

  document.addEventListener('visibilitychange', onVisibility)
  onScopeDispose(() => {
    stopped = true
    clearTimeout(timer)
    const last = current
    current = undefined
    last?.abort()
    document.removeEventListener('visibilitychange', onVisibility)
  })
  void run()

  return {
    data,
    error,
    updatedAt,
    loading: computed(() => data.value === undefined && error.value === undefined),
    stale: computed(() => data.value !== undefined && error.value !== undefined),
    refresh: () => (stopped ? Promise.resolve() : run()),
  }
}
