import { describe, expect, it } from 'vitest'
import { EventStreamParser, type StreamEvent } from './event-stream'

function parse(...chunks: string[]): StreamEvent[] {
  const events: StreamEvent[] = []
  const parser = new EventStreamParser((event) => events.push(event))
  for (const chunk of chunks) parser.push(chunk)
  return events
}

describe('an event stream', () => {
  it('yields an event with its name, id and data', () => {
    expect(parse('event: log\nid: 12\ndata: {"text":"a"}\n\n')).toEqual([
      { event: 'log', id: '12', data: '{"text":"a"}' },
    ])
  })

  it('is read the same however it is cut into chunks', () => {
    const text = 'event: log\r\nid: 7\r\ndata: one\r\ndata: two\r\n\r\n: heartbeat\n\nevent: end\ndata: x\n\n'
    const whole = parse(text)
    expect(whole).toEqual([
      { event: 'log', id: '7', data: 'one\ntwo' },
      { event: 'end', id: '7', data: 'x' },
    ])
    for (let cut = 1; cut < text.length; cut += 1) {
      expect(parse(text.slice(0, cut), text.slice(cut))).toEqual(whole)
    }
    expect(parse(...text)).toEqual(whole)
  })

  it('remembers the last id for events without one', () => {
    expect(parse('id: 3\ndata: a\n\ndata: b\n\n').map((event) => event.id)).toEqual(['3', '3'])
  })

  it('ignores heartbeats and events without data', () => {
    expect(parse(': hello\n\nevent: log\n\n')).toEqual([])
  })

  it('does not yield an event that was not finished', () => {
    expect(parse('data: half')).toEqual([])
  })
})
