export interface StreamEvent {
  event: string
  data: string
  /** The last id seen on the stream, which a reconnect sends back. */
  id: string | undefined
}

/** Cuts the text of a server-sent event stream into events, however the network cut it into chunks. */
export class EventStreamParser {
  private buffer = ''
  private event = ''
  private data: string[] = []
  private id: string | undefined
  private afterCarriageReturn = false

  constructor(private readonly emit: (event: StreamEvent) => void) {}

  push(chunk: string): void {
    let text = chunk
    if (this.afterCarriageReturn && text.startsWith('\n')) text = text.slice(1)
    if (text === '') return
    this.afterCarriageReturn = text.endsWith('\r')
    const lines = (this.buffer + text).split(/\r\n|\n|\r/)
    this.buffer = lines.pop() ?? ''
    for (const line of lines) this.line(line)
  }

  private line(line: string): void {
    if (line === '') {
      this.dispatch()
      return
    }
    if (line.startsWith(':')) return
    const colon = line.indexOf(':')
    const field = colon < 0 ? line : line.slice(0, colon)
    const rest = colon < 0 ? '' : line.slice(colon + 1)
    const value = rest.startsWith(' ') ? rest.slice(1) : rest
    if (field === 'data') this.data.push(value)
    else if (field === 'event') this.event = value
    else if (field === 'id' && !value.includes('\0')) this.id = value
  }

  private dispatch(): void {
    if (this.data.length > 0) {
      this.emit({ event: this.event || 'message', data: this.data.join('\n'), id: this.id })
    }
    this.event = ''
    this.data = []
  }
}
