import { effectScope, type EffectScope } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ApiError, type StreamOptions } from '@/api/http'
import { useEventStream, type EventStream } from './useEventStream'

let scope: EffectScope
let connections: { options: StreamOptions; close: () => void; fail: (cause: unknown) => void }[]
let restarts: number

function follow(): EventStream {
  const events = scope.run(() =>
    useEventStream({
      open: (options) =>
        new Promise((resolve, reject) => {
          connections.push({ options, close: resolve, fail: reject })
        }),
      onEvent: (event) => (event.event === 'end' ? 'end' : undefined),
      onRestart: () => (restarts += 1),
    }),
  ) as EventStream
  events.start()
  return events
}
const settle = () => vi.advanceTimersByTimeAsync(0)

beforeEach(() => {
  vi.useFakeTimers()
  scope = effectScope()
  connections = []
  restarts = 0
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

describe('following a stream', () => {
  it('resumes after a break with the last id it saw', async () => {
    const { state } = follow()
    connections[0]?.options.onOpen?.()
    expect(state.value).toBe('live')
    connections[0]?.options.onEvent({ event: 'log', data: '', id: '42' })
    connections[0]?.fail(new ApiError(0, 'UNREACHABLE', ''))
    await settle()
    expect(state.value).toBe('reconnecting')
    await vi.advanceTimersByTimeAsync(500)
    expect(connections[1]?.options.lastEventId).toBe('42')
    expect(restarts).toBe(1)
  })

  it('starts over, and says so, if it has no id to resume from', async () => {
    follow()
    connections[0]?.close()
    await vi.advanceTimersByTimeAsync(500)
    expect(connections[1]?.options.lastEventId).toBeUndefined()
    expect(restarts).toBe(2)
  })

  it('waits longer after each failure, up to a limit, and briefly again once it was connected', async () => {
    follow()
    const waits: number[] = []
    for (let attempt = 0; attempt < 7; attempt += 1) {
      connections.at(-1)?.fail(new ApiError(0, 'UNREACHABLE', ''))
      const before = connections.length
      let waited = 0
      while (connections.length === before) {
        await vi.advanceTimersByTimeAsync(500)
        waited += 500
      }
      waits.push(waited)
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000])
    connections.at(-1)?.options.onOpen?.()
    connections.at(-1)?.close()
    const before = connections.length
    await vi.advanceTimersByTimeAsync(500)
    expect(connections).toHaveLength(before + 1)
  })

  it('ends when the last event came', async () => {
    const { state } = follow()
    connections[0]?.options.onEvent({ event: 'end', data: '', id: undefined })
    connections[0]?.close()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(state.value).toBe('ended')
    expect(connections).toHaveLength(1)
  })

  it('gives up when it is refused', async () => {
    const { state, error } = follow()
    connections[0]?.fail(new ApiError(404, 'SERVICE_NOT_FOUND', ''))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(state.value).toBe('failed')
    expect(error.value).toMatchObject({ code: 'SERVICE_NOT_FOUND' })
    expect(connections).toHaveLength(1)
  })

  it('ends with its component', async () => {
    follow()
    scope.stop()
    expect(connections[0]?.options.signal.aborted).toBe(true)
    connections[0]?.fail(new DOMException('aborted', 'AbortError'))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(connections).toHaveLength(1)
  })
})
