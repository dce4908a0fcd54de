import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { ApiError, type StreamOptions } from '@/api/http'
import type { StreamEvent } from '@/api/event-stream'

export type StreamState = 'connecting' | 'live' | 'reconnecting' | 'ended' | 'failed'

export interface EventStreamHandlers {
  /** Opens the stream and resolves when the server ends it. */
  open: (options: StreamOptions) => Promise<void>
  /** Return `'end'` when nothing more is to come. */
  onEvent: (event: StreamEvent) => 'end' | void
  /** Called before a connection that cannot resume and so tells everything from the start again. */
  onRestart?: () => void
}

export interface EventStream {
  state: Ref<StreamState>
  error: ShallowRef<unknown>
  /** Starts from the beginning, dropping what is under way. */
  start(): void
  stop(): void
}

const FIRST_DELAY_MS = 500
const LONGEST_DELAY_MS = 8_000

/** Follows a server-sent event stream and resumes it after a break, with growing pauses between the attempts. */
export function useEventStream(handlers: EventStreamHandlers): EventStream {
  const state = ref<StreamState>('connecting')
  const error = shallowRef<unknown>()
  let current: AbortController | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  function stop(): void {
    clearTimeout(timer)
    current?.abort()
    current = undefined
  }

  function start(): void {
    stop()
    const mine = new AbortController()
    current = mine
    state.value = 'connecting'
    error.value = undefined
    handlers.onRestart?.()
    void follow(mine, undefined, FIRST_DELAY_MS)
  }

  async function follow(
    mine: AbortController,
    lastEventId: string | undefined,
    delay: number,
  ): Promise<void> {
    let lastId = lastEventId
    let nextDelay = delay
    let ended = false
    let cause: unknown
    try {
      await handlers.open({
        lastEventId,
        signal: mine.signal,
        onOpen: () => {
          if (current !== mine) return
          state.value = 'live'
          error.value = undefined
          nextDelay = FIRST_DELAY_MS
        },
        onEvent: (event) => {
          if (current !== mine) return
          if (event.id !== undefined) lastId = event.id
          if (handlers.onEvent(event) === 'end') ended = true
        },
      })
    } catch (thrown) {
      cause = thrown
    }
    if (current !== mine) return
    if (ended) {
      state.value = 'ended'
      return
    }
    error.value = cause
    if (cause instanceof ApiError && cause.status >= 400 && cause.status < 500 && cause.status !== 429) {
      state.value = 'failed'
      return
    }
    state.value = 'reconnecting'
    timer = setTimeout(() => {
      if (current !== mine) return
      if (lastId === undefined) handlers.onRestart?.()
      void follow(mine, lastId, Math.min(nextDelay * 2, LONGEST_DELAY_MS))
    }, nextDelay)
  }

  onScopeDispose(stop)
  return { state, error, start, stop }
}
