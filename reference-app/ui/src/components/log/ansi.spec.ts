import { describe, expect, it } from 'vitest'
import { parseAnsi, stripAnsi } from './ansi'

const ESC = '\u001b'

describe('a line of output', () => {
  it('without colours is one plain piece', () => {
    expect(parseAnsi('hello <b>world</b>')).toEqual([{ text: 'hello <b>world</b>', style: '' }])
  })

  it('keeps the sixteen colours and the weights as class names', () => {
    expect(parseAnsi(`${ESC}[1;31mERROR${ESC}[0m disk ${ESC}[92mok${ESC}[39m.`)).toEqual([
      { text: 'ERROR', style: 'ansi-1 ansi-bold' },
      { text: ' disk ', style: '' },
      { text: 'ok', style: 'ansi-bright-2' },
      { text: '.', style: '' },
    ])
  })

  it('takes 256 and true colours without showing their numbers', () => {
    expect(stripAnsi(`${ESC}[38;5;208morange${ESC}[0m ${ESC}[38;2;1;2;3mrgb${ESC}[48;5;9mback`)).toBe(
      'orange rgbback',
    )
    expect(parseAnsi(`${ESC}[38;5;1mred`)).toEqual([{ text: 'red', style: 'ansi-1' }])
  })

  it('loses cursor moves, titles, links and control characters', () => {
    const line = `${ESC}[2K${ESC}[1Ga${ESC}]0;title\u0007b${ESC}]8;;https://example.org${ESC}\\link${ESC}]8;;${ESC}\\\u0000\u0008c${ESC}(B`
    expect(stripAnsi(line)).toBe('ablinkc')
  })

  it('shows what carriage returns leave standing', () => {
    expect(stripAnsi('10%\r50%\r100%\r')).toBe('100%')
    expect(stripAnsi('windows line\r')).toBe('windows line')
  })

  it('keeps tabs', () => {
    expect(stripAnsi('a\tb')).toBe('a\tb')
  })

  it('that is empty has no pieces', () => {
    expect(parseAnsi('')).toEqual([])
    expect(parseAnsi(`${ESC}[0m`)).toEqual([])
  })
})
