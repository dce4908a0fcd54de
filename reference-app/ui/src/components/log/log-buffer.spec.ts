import { describe, expect, it } from 'vitest'
import { LogBuffer, MAX_LINES } from './log-buffer'

function buffer(...texts: string[]): LogBuffer {
  const result = new LogBuffer()
  for (const text of texts) result.append(text)
  result.flush()
  return result
}
const lines = (log: LogBuffer) => log.blocks.value.flatMap((block) => block.lines.map((line) => line.text))

describe('the log buffer', () => {
  it('joins lines that came in pieces', () => {
    expect(lines(buffer('one\ntw', 'o\nthr', 'ee'))).toEqual(['one', 'two', 'three'])
  })

  it('shows an unfinished line and completes it in place', () => {
    const log = buffer('wait')
    expect(lines(log)).toEqual(['wait'])
    log.append('ing\ndone\n')
    log.flush()
    expect(lines(log)).toEqual(['waiting', 'done'])
    expect(log.newest.value).toBe(2)
  })

  it('keeps the newest lines only and counts the others', () => {
    const log = new LogBuffer()
    const total = MAX_LINES * 3
    for (let from = 0; from < total; from += 700) {
      log.append(
        Array.from({ length: Math.min(700, total - from) }, (_, at) => `line ${from + at + 1}\n`).join(''),
      )
      log.flush()
    }
    expect(log.lineCount.value).toBeLessThanOrEqual(MAX_LINES)
    expect(log.lineCount.value).toBeGreaterThan(MAX_LINES - 200)
    expect(lines(log).at(-1)).toBe(`line ${total}`)
    expect(log.dropped.value + log.lineCount.value).toBe(total)
    expect(lines(log)[0]).toBe(`line ${log.dropped.value + 1}`)
  })

  it('keeps no more than the newest lines of one huge piece', () => {
    const log = buffer(Array.from({ length: 20_000 }, (_, at) => `${at}\n`).join(''))
    expect(log.lineCount.value).toBeLessThanOrEqual(MAX_LINES)
    expect(lines(log).at(-1)).toBe('19999')
  })

  it('cuts a line without end', () => {
    const log = buffer('x'.repeat(100_000))
    expect(Math.max(...lines(log).map((line) => line.length))).toBeLessThanOrEqual(8_000)
    expect(lines(log).join('')).toHaveLength(100_000)
  })

  it('leaves the blocks that are full untouched when text is added', () => {
    const log = buffer('a\n'.repeat(250))
    const [first, second] = log.blocks.value
    log.append('b\n')
    log.flush()
    expect(log.blocks.value[0]).toBe(first)
    expect(log.blocks.value[1]).toBe(second)
    expect(log.blocks.value[2]?.lines).toHaveLength(51)
  })

  it('marks what the server skipped, and leaves the mark out of the download', () => {
    const log = new LogBuffer()
    log.append('before\n')
    log.appendGap(4096)
    log.append('after\n')
    log.flush()
    expect(log.blocks.value[0]?.lines.map((line) => line.gapBytes)).toEqual([undefined, 4096, undefined])
    expect(log.text()).toBe('before\nafter\n')
  })

  it('starts over when it is cleared', () => {
    const log = buffer('old\nhalf')
    log.append('pending')
    log.clear()
    log.append('new\n')
    log.flush()
    expect(lines(log)).toEqual(['new'])
    expect(log.dropped.value).toBe(0)
  })
})
