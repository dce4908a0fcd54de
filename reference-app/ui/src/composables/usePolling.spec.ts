import { effectScope, type EffectScope } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { usePolling, type Polling } from './usePolling'

let scope: EffectScope

interface Question {
  signal: AbortSignal
  answer: (value: string) => void
  fail: (cause: Error) => void
}
let questions: Question[]

function poll(): Polling<string> {
  const load = (signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      questions.push({ signal, answer: resolve, fail: reject })
    })
  return scope.run(() => usePolling(load, 2_000)) as Polling<string>
}

const settle = () => vi.advanceTimersByTimeAsync(0)
const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds)

function setHidden(hidden: boolean): void {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(hidden)
  document.dispatchEvent(new Event('visibilitychange'))
}

beforeEach(() => {
  vi.useFakeTimers()
  scope = effectScope()
  questions = []
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

describe('polling', () => {
  it('asks at once, then again a while after each answer', async () => {
    const { data, loading } = poll()
    expect(loading.value).toBe(true)
    questions[0]?.answer('one')
    await settle()
    expect(data.value).toBe('one')
    expect(loading.value).toBe(false)
    await pass(1_999)
    expect(questions).toHaveLength(1)
    await pass(1)
    expect(questions).toHaveLength(2)
  })

  it('never asks a slow server twice at once', async () => {
    poll()
    await pass(60_000)
    expect(questions).toHaveLength(1)
  })

  it('keeps the last data when an attempt fails, says they are stale, and recovers', async () => {
    const { data, error, stale } = poll()
    questions[0]?.answer('one')
    await pass(2_000)
    questions[1]?.fail(new Error('down'))
    await settle()
    expect(data.value).toBe('one')
    expect(stale.value).toBe(true)
    expect(error.value).toEqual(new Error('down'))
    await pass(2_000)
    questions[2]?.answer('two')
    await settle()
    expect(data.value).toBe('two')
    expect(stale.value).toBe(false)
  })

  it('pauses while the page is hidden and asks at once when it is seen again', async () => {
    poll()
    questions[0]?.answer('one')
    await settle()
    setHidden(true)
    await pass(60_000)
    expect(questions).toHaveLength(1)
    setHidden(false)
    expect(questions).toHaveLength(2)
  })

  it('stays paused when an answer arrives while the page is hidden', async () => {
    const { data } = poll()
    setHidden(true)
    questions[0]?.answer('one')
    await pass(60_000)
    expect(data.value).toBe('one')
    expect(questions).toHaveLength(1)
  })

  it('drops an answer that was under way when asked to refresh', async () => {
    const { data, refresh } = poll()
    void refresh()
    expect(questions[0]?.signal.aborted).toBe(true)
    questions[1]?.answer('new')
    questions[0]?.answer('old')
    await settle()
    expect(data.value).toBe('new')
    await pass(2_000)
    expect(questions).toHaveLength(3)
  })

  it('ends with its component', async () => {
    poll()
    scope.stop()
    expect(questions[0]?.signal.aborted).toBe(true)
    questions[0]?.answer('late')
    await pass(60_000)
    expect(questions).toHaveLength(1)
  })
})
