import { computed, shallowRef } from 'vue'
import { parseAnsi, type AnsiSegment } from './ansi'

export interface LogLine {
  /** Counts from 1 and never repeats, so it also tells how many lines came before. */
  readonly number: number
  readonly text: string
  readonly segments: readonly AnsiSegment[]
  /** Bytes that the server left out before the next line; such a line has no text. */
  readonly gapBytes?: number
}

/** A run of lines that is drawn as one; a full one never changes again. */
export interface LogBlock {
  readonly id: number
  readonly lines: readonly LogLine[]
}

export const MAX_LINES = 5_000
const BLOCK_LINES = 100
const MAX_LINE_CHARACTERS = 8_000
const MAX_CHARACTERS = 8_000_000
const FLUSH_MS = 80

function characters(block: LogBlock): number {
  return block.lines.reduce((sum, line) => sum + line.text.length, 0)
}

/**
 * The newest lines of an endless output. Text is taken in pieces of any cut and shown in batches; what exceeds
 * the limits is dropped from the front, a whole block at a time.
 */
export class LogBuffer {
  readonly blocks = shallowRef<readonly LogBlock[]>([])
  readonly lineCount = computed(() => this.blocks.value.reduce((sum, block) => sum + block.lines.length, 0))
  /** Lines that came and went. */
  readonly dropped = computed(() => (this.blocks.value[0]?.lines[0]?.number ?? 1) - 1)
  /** Number of the newest line. */
  readonly newest = computed(() => this.blocks.value.at(-1)?.lines.at(-1)?.number ?? 0)

  private pending: (string | { gapBytes: number })[] = []
  private pendingCharacters = 0
  private open = ''
  private openShown = false
  private nextNumber = 1
  private nextBlock = 1
  private timer: ReturnType<typeof setTimeout> | undefined

  append(text: string): void {
    this.pending.push(text)
    this.pendingCharacters += text.length
    if (this.pendingCharacters > MAX_CHARACTERS) this.flush()
    else this.timer ??= setTimeout(() => this.flush(), FLUSH_MS)
  }

  appendGap(gapBytes: number): void {
    this.pending.push({ gapBytes })
    this.timer ??= setTimeout(() => this.flush(), FLUSH_MS)
  }

  clear(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    this.pending = []
    this.pendingCharacters = 0
    this.open = ''
    this.openShown = false
    this.nextNumber = 1
    this.blocks.value = []
  }

  /** Shows what has come so far; otherwise that happens a moment after the text came. */
  flush(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    if (this.pending.length === 0) return
    const blocks = [...this.blocks.value]
    if (this.openShown) this.dropLastLine(blocks)
    const fresh: LogLine[] = []
    for (const piece of this.pending) {
      if (typeof piece === 'string') this.split(piece, fresh)
      else {
        if (this.open !== '') fresh.push(this.line(this.open))
        this.open = ''
        fresh.push({ number: this.nextNumber++, text: '', segments: [], gapBytes: piece.gapBytes })
      }
    }
    this.pending = []
    this.pendingCharacters = 0
    this.openShown = this.open !== ''
    if (this.openShown) fresh.push(this.line(this.open))
    this.add(blocks, fresh.slice(-MAX_LINES))
    this.blocks.value = this.bounded(blocks)
  }

  /** The whole text without colours, as it would be in a file. */
  text(): string {
    return this.blocks.value
      .flatMap((block) => block.lines)
      .filter((line) => line.gapBytes === undefined)
      .map((line) => `${line.text}\n`)
      .join('')
  }

  private line(raw: string): LogLine {
    const segments = parseAnsi(raw)
    return { number: this.nextNumber++, text: segments.map((segment) => segment.text).join(''), segments }
  }

  private split(text: string, into: LogLine[]): void {
    const parts = (this.open + text).split('\n')
    this.open = parts.pop() ?? ''
    for (const part of parts) this.cut(part, into)
    while (this.open.length > MAX_LINE_CHARACTERS) {
      into.push(this.line(this.open.slice(0, MAX_LINE_CHARACTERS)))
      this.open = this.open.slice(MAX_LINE_CHARACTERS)
    }
  }

  private cut(part: string, into: LogLine[]): void {
    let rest = part
    while (rest.length > MAX_LINE_CHARACTERS) {
      into.push(this.line(rest.slice(0, MAX_LINE_CHARACTERS)))
      rest = rest.slice(MAX_LINE_CHARACTERS)
    }
    into.push(this.line(rest))
  }

  private dropLastLine(blocks: LogBlock[]): void {
    const last = blocks.pop()
    if (last === undefined) return
    this.nextNumber -= 1
    if (last.lines.length > 1) blocks.push({ id: last.id, lines: last.lines.slice(0, -1) })
  }

  private add(blocks: LogBlock[], fresh: readonly LogLine[]): void {
    let from = 0
    const last = blocks.at(-1)
    if (last !== undefined && last.lines.length < BLOCK_LINES) {
      from = BLOCK_LINES - last.lines.length
      blocks[blocks.length - 1] = { id: last.id, lines: [...last.lines, ...fresh.slice(0, from)] }
    }
    for (; from < fresh.length; from += BLOCK_LINES) {
      blocks.push({ id: this.nextBlock++, lines: fresh.slice(from, from + BLOCK_LINES) })
    }
  }

  private bounded(blocks: LogBlock[]): LogBlock[] {
    let lines = blocks.reduce((sum, block) => sum + block.lines.length, 0)
    let size = blocks.reduce((sum, block) => sum + characters(block), 0)
    let first = 0
    while (first < blocks.length - 1 && (lines > MAX_LINES || size > MAX_CHARACTERS)) {
      const block = blocks[first]
      if (block === undefined) break
      lines -= block.lines.length
      size -= characters(block)
      first += 1
    }
    return blocks.slice(first)
  }
}
