import { describe, expect, it } from 'vitest'
import { parseAnsi } from './ansi'
import { LogBuffer } from './log-buffer'
import { highlight, matchingLines } from './search'

describe('searching a log', () => {
  it('marks every hit whatever its case', () => {
    expect(highlight(parseAnsi('Error, no error'), 'ERROR').map((part) => [part.text, part.hit])).toEqual([
      ['Error', true],
      [', no ', false],
      ['error', true],
    ])
  })

  it('finds what colours cut into pieces, and keeps the colours', () => {
    const parts = highlight(parseAnsi('\u001b[31mab\u001b[0mcd'), 'bc')
    expect(parts).toEqual([
      { text: 'a', style: 'ansi-1', hit: false },
      { text: 'b', style: 'ansi-1', hit: true },
      { text: 'c', style: '', hit: true },
      { text: 'd', style: '', hit: false },
    ])
  })

  it('takes the query literally', () => {
    expect(highlight(parseAnsi('a.b'), '.').filter((part) => part.hit)).toHaveLength(1)
    expect(highlight(parseAnsi('aab'), 'a+')).toHaveLength(1)
  })

  it('numbers the lines that match', () => {
    const log = new LogBuffer()
    log.append('x\ny\nxx\n')
    log.flush()
    expect(matchingLines(log.blocks.value, 'X')).toEqual([1, 3])
    expect(matchingLines(log.blocks.value, '')).toEqual([])
  })
})
