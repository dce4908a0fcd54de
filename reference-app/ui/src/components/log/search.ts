import type { AnsiSegment } from './ansi'
import type { LogBlock } from './log-buffer'

export interface Part extends AnsiSegment {
  hit: boolean
}

/** Cuts the pieces of a line further, so that what matches stands alone. Upper and lower case are the same. */
export function highlight(segments: readonly AnsiSegment[], query: string): Part[] {
  const parts: Part[] = []
  const needle = query.toLowerCase()
  if (needle === '') return segments.map((segment) => ({ ...segment, hit: false }))
  const whole = segments
    .map((segment) => segment.text)
    .join('')
    .toLowerCase()
  const hits: [number, number][] = []
  for (let at = whole.indexOf(needle); at >= 0; at = whole.indexOf(needle, at + needle.length)) {
    hits.push([at, at + needle.length])
  }
  let offset = 0
  for (const segment of segments) {
    const end = offset + segment.text.length
    let from = offset
    for (const [start, stop] of hits) {
      if (stop <= from || start >= end) continue
      if (start > from) parts.push(part(segment, offset, from, start, false))
      const until = Math.min(stop, end)
      parts.push(part(segment, offset, Math.max(start, from), until, true))
      from = until
    }
    if (from < end) parts.push(part(segment, offset, from, end, false))
    offset = end
  }
  return parts
}

function part(segment: AnsiSegment, offset: number, from: number, to: number, hit: boolean): Part {
  return { text: segment.text.slice(from - offset, to - offset), style: segment.style, hit }
}

/** Numbers of the lines that hold the query, oldest first. */
export function matchingLines(blocks: readonly LogBlock[], query: string): number[] {
  const needle = query.toLowerCase()
  if (needle === '') return []
  return blocks.flatMap((block) =>
    block.lines.filter((line) => line.text.toLowerCase().includes(needle)).map((line) => line.number),
  )
}
