import { watch, type Ref } from 'vue'
import { followLogs } from '@/api/services'
import type { LogStream } from '@/api/types'
import { LogBuffer } from '@/components/log/log-buffer'
import { useEventStream } from './useEventStream'

const FIRST_LINES = 500

function field(data: string, name: string): unknown {
  try {
    return (JSON.parse(data) as Record<string, unknown>)[name]
  } catch {
    return undefined
  }
}

/** Adds the `text` of a log event, or the mark of a gap. */
export function takeLogEvent(buffer: LogBuffer, event: { event: string; data: string }): void {
  if (event.event === 'log') {
    const text = field(event.data, 'text')
    if (typeof text === 'string') buffer.append(text)
  } else if (event.event === 'gap') {
    const bytes = field(event.data, 'skipped_bytes')
    if (typeof bytes === 'number') buffer.appendGap(bytes)
  }
}

/** The live output of a service; starts over when the service or the stream changes. */
export function useServiceLog(serviceId: Ref<string>, logStream: Ref<LogStream>) {
  const buffer = new LogBuffer()
  const events = useEventStream({
    open: (options) => followLogs(serviceId.value, logStream.value, FIRST_LINES, options),
    onEvent: (event) => takeLogEvent(buffer, event),
    onRestart: () => buffer.clear(),
  })
  watch([serviceId, logStream], events.start, { immediate: true })
  return { buffer, ...events }
}
